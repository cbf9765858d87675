import type { PlacedComplaint } from './explain.ts';
import { listedOf } from './feature.ts';
import { valuesAreOfTheirInput } from './input-type-rules.ts';
import { nearestOf } from './nearest.ts';
import { complaint, declaredInputs, type SoundContract, valuesOfARow } from './sound-contract.ts';

/** What must hold between inputs, mask and features. */
export function* inputRules(contract: SoundContract): Generator<PlacedComplaint> {
  const { policy = {} } = contract;
  if ('input' in policy && 'inputs' in policy) {
    yield complaint(['policy', 'inputs'], 'input and inputs are both given; one of them says it');
    return;
  }
  if (!('input' in policy) && !('inputs' in policy)) {
    yield complaint(['policy'], 'the policy has no input', { expected: 'input, or inputs where there are several' });
    return;
  }
  const inputs = declaredInputs(contract);
  const names = inputs.flatMap(({ input: { name } }) => (name === undefined ? [] : [name]));
  for (const [index, name] of names.entries()) {
    if (names.indexOf(name) !== index) {
      yield complaint(['policy', 'inputs', index, 'name'], `there are two inputs of the name ${name}`);
    }
  }
  if (names.length < inputs.length) return;
  yield* maskIsAnInput(contract, names);
  const strays = [...strayFeatures(contract, names)];
  yield* strays;
  const mask = contract.policy?.mask;
  const hasMask = mask === undefined || names.includes(mask);
  if (strays.length > 0 || !hasMask) return;
  yield* inputsTakeTheFeatures(contract, names);
  yield* valuesAreOfTheirInput(contract, names);
  yield* namesInFullAreUnique(contract, names);
}

function* maskIsAnInput(contract: SoundContract, names: readonly string[]): Generator<PlacedComplaint> {
  const mask = contract.policy?.mask;
  if (mask === undefined) return;
  const declared = declaredInputs(contract).find(({ input }) => input.name === mask);
  if (!declared) {
    yield complaint(['policy', 'mask'], `no input has the name ${mask}`, { nearest: nearestOf(mask, names) });
    return;
  }
  const size = valuesOfARow(declared.input.shape);
  const count = contract.actions?.discrete;
  if (size === undefined || count === undefined || size === count) return;
  yield complaint([...declared.path, 'shape'], `the mask has ${size} values, but there are ${count} actions`, {
    expected: `[batch, ${count}]: one value an action`,
  });
}

/** Features that name an input which takes none of them. */
function* strayFeatures(
  { policy, features = [] }: SoundContract,
  names: readonly string[],
): Generator<PlacedComplaint> {
  for (const [index, feature] of features.entries()) {
    const named = feature?.input;
    if (named === undefined) continue;
    const path = ['features', index, 'input'];
    if (!names.includes(named)) {
      yield complaint(path, `no input has the name ${named}`, { nearest: nearestOf(named, names) });
    } else if (named === policy?.mask) {
      yield complaint(path, `${named} is the mask: its values are the actions', and are not listed as features`);
    }
  }
}

/** An input of several axes may list the features of its last axis alone: they hold for every step. */
function* inputsTakeTheFeatures(contract: SoundContract, names: readonly string[]): Generator<PlacedComplaint> {
  const { policy, features } = contract;
  if (features === undefined || features.includes(undefined)) return;
  const listed = features.map((feature) => feature ?? {});
  for (const { input, path } of declaredInputs(contract)) {
    const { name, shape = [] } = input;
    const size = valuesOfARow(input.shape);
    if (name === undefined || name === policy?.mask || size === undefined) continue;
    const own = listedOf(listed, name, names).length;
    if (own === size || (shape.length > 2 && own === shape.at(-1))) continue;
    const which = names.length > 1 ? `the input ${name}` : 'the input';
    yield complaint([...path, 'shape'], `${which} takes ${size} values, but ${own} features are listed`);
  }
}

/** In full, features have names of their own: those of the mask are named after the actions, those of steps by number. */
function* namesInFullAreUnique(contract: SoundContract, names: readonly string[]): Generator<PlacedComplaint> {
  const { policy, features = [], actions } = contract;
  const taken = new Map<string, string>();
  for (const label of policy?.mask === undefined ? [] : (actions?.labels ?? [])) {
    taken.set(`${policy?.mask}.${label}`, 'a value of the mask');
  }
  for (const { input } of declaredInputs(contract)) {
    const { name, shape = [] } = input;
    if (name === undefined || shape.length <= 2) continue;
    const own = features.flatMap((feature, index) =>
      (feature?.input ?? names[0]) === name && feature?.name !== undefined ? [{ index, name: feature.name }] : [],
    );
    const steps = own.length === 0 ? 0 : (valuesOfARow(shape) ?? 0) / own.length;
    for (let step = 0; steps > 1 && step < steps; step += 1) {
      for (const { index, name } of own) taken.set(`${name}[${step}]`, `a step of feature ${index}`);
    }
  }
  for (const [index, feature] of features.entries()) {
    const whose = feature?.name === undefined ? undefined : taken.get(feature.name);
    if (whose !== undefined) {
      yield complaint(['features', index, 'name'], `feature ${index} has the name of ${whose}: ${feature?.name}`);
    }
  }
}
