import type { PlacedComplaint } from './explain.ts';
import type { FeatureKind } from './feature.ts';
import { complaint, declaredInputs, type SoundContract } from './sound-contract.ts';
import type { InputType } from './tensor.ts';

/** Features of an input are values of its type: observations are drawn by the feature alone. */
export function* valuesAreOfTheirInput(contract: SoundContract, names: readonly string[]): Generator<PlacedComplaint> {
  const types = new Map(declaredInputs(contract).map(({ input }) => [input.name, input.dtype]));
  for (const [index, feature] of (contract.features ?? []).entries()) {
    if (feature === undefined) continue;
    const { name = `feature ${index}`, kind } = feature;
    const input = feature.input ?? names[0];
    const type = types.get(input);
    const kinds = type && kindsOf[type];
    if (type === undefined || kind === undefined || kinds === undefined) continue;
    const path = ['features', index];
    if (!kinds.includes(kind)) {
      const problem = `${name} is ${kind}, but the input ${input} takes ${type}`;
      const expected = `kind: ${kinds.length > 1 ? `${kinds.slice(0, -1).join(', ')} or ` : ''}${kinds.at(-1)}`;
      yield complaint('kind' in feature && kind !== 'real' ? [...path, 'kind'] : path, problem, { expected });
      continue;
    }
    const isValue = (value: number | undefined) => value === undefined || isOfType(type, Math.fround(value));
    const taken = `no ${type}, which is what the input ${input} takes`;
    for (const [place, code] of (feature.codes ?? []).entries()) {
      if (!isValue(code)) yield complaint([...path, 'codes', place], `code ${code} of ${name} is ${taken}`);
    }
    for (const bound of ['minimum', 'maximum'] as const) {
      const value = feature[bound];
      if (value !== undefined && !isValue(Math.trunc(value))) {
        yield complaint([...path, bound], `the ${bound} of ${name} is ${value}: ${taken}`);
      }
    }
  }
}

/** Undefined for an input that takes every number. */
const kindsOf: Readonly<Record<InputType, readonly FeatureKind[] | undefined>> = {
  float32: undefined,
  float64: undefined,
  int32: ['integer', 'categorical', 'flag'],
  int64: ['integer', 'categorical', 'flag'],
  bool: ['flag'],
};

/** Whether an input of the type holds the value as it is. Flags, which are all that a bool takes, are judged by their kind. */
export function isOfType(type: InputType, value: number): boolean {
  if (type !== 'int32' && type !== 'int64') return true;
  const beyond = 2 ** (type === 'int32' ? 31 : 63);
  return Number.isInteger(value) && value >= -beyond && value < beyond;
}
