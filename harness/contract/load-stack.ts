import { dirname } from 'node:path';
import { formsIn } from './body-rules.ts';
import type { Contract } from './contract.ts';
import { ContractError } from './contract-error.ts';
import type { Mistake } from './mistake.ts';
import { nearestOf } from './nearest.ts';
import { type StackFile, stackSchema } from './stack-file.ts';
import { textsIn } from './texts-in.ts';
import { type LoadedFile, readYamlFile, validate, type YamlFile } from './yaml-file.ts';

export interface LoadedStack extends LoadedFile {
  readonly stack: StackFile;
  /** Absolute: where the file stands, and where its processes run unless it says otherwise. */
  readonly folder: string;
}

/**
 * Reads a stack file, and reports every mistake in it at once.
 *
 * @throws {ContractError} with every mistake, in the order of the file
 */
export function loadStack(path: string): LoadedStack {
  return stackOf(readYamlFile(path));
}

/** @throws {ContractError} */
export function stackOf(yaml: YamlFile): LoadedStack {
  const validated = validate(yaml, stackSchema);
  if (!('value' in validated)) throw new ContractError(validated.mistakes);
  const { file, text, at, mistakeAt } = yaml;
  return { stack: validated.value, folder: dirname(file), file, text, at, mistakeAt };
}

/** Where a stack file names what the contract does not have. */
export function unknownNames(loaded: LoadedStack, contract: Contract): Mistake[] {
  return [...unknownFeatures(loaded, contract), ...unknownFields(loaded, contract)];
}

/** Features or inputs, such as by `${feature:NAME}`. */
function unknownFeatures({ stack, mistakeAt }: LoadedStack, { features, policy }: Contract): Mistake[] {
  const known = { feature: features.map(({ name }) => name), input: policy.inputs.map(({ name }) => name) };
  const forms = formsIn(stack.endpoint.protocol);
  const bodies = (['predict', 'batch'] as const).flatMap((form) =>
    forms ? [...textsIn(forms[form]?.body, ['endpoint', 'protocol', forms.of, form, 'body'])] : [],
  );
  const { drive } = stack.application ?? {};
  if (drive && 'request' in drive) {
    bodies.push(...textsIn(drive.request.body, ['application', 'drive', 'request', 'body']));
  }
  return bodies.flatMap(({ path, text }) => {
    const [, kind, name] = /^\$\{(feature|input|inputRows|inputFlat):(.*)\}$/s.exec(text) ?? [];
    if (name === undefined) return [];
    const what = kind === 'feature' ? 'feature' : 'input';
    if (known[what].includes(name)) return [];
    return [mistakeAt(path, `the contract has no ${what} ${name}`, { nearest: nearestOf(name, known[what]) })];
  });
}

/** Fields of orders: where one is misspelt, the right one is looked for at its usual place, and its orders are missed. */
function unknownFields({ stack: { exchange }, mistakeAt }: LoadedStack, { actions }: Contract): Mistake[] {
  const known = [...new Set(Object.values(actions.orders).flatMap((order) => Object.keys(order)))];
  return Object.keys(exchange?.fields ?? {}).flatMap((name) => {
    if (known.includes(name)) return [];
    const problem = `no order of the contract has a field ${name}`;
    const expected = known.length > 0 ? `one of ${known.join(', ')}` : undefined;
    return [mistakeAt(['exchange', 'fields', name], problem, { expected, nearest: nearestOf(name, known) })];
  });
}
