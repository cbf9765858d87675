import { AssayError, exitCodes } from '../assay-error.ts';

/** What a stack file may write as `${…}` in process arguments, environment values, `cwd` and `artifact.path`. */
export const placeholders = {
  port: 'the port that the endpoint must listen on',
  host: 'the address that it must listen on',
  origin: 'http://host:port',
  'model.dir': "a folder of the run's own that holds a copy of the artifact, under its own file name",
  'policy.artifact': "the contract's artifact, as an absolute path",
  'policy.dir': 'the folder of that artifact',
  'policy.sha256': 'its digest, in hexadecimal',
  'contract.file': 'the contract, as an absolute path',
  'stack.dir': 'the folder of the stack file',
  'run.dir': 'the folder that the run leaves as evidence',
  replica: 'the number of the replica, from 1',
} as const;

/** What the application's part may write beside them. */
export const applicationPlaceholders = {
  ...placeholders,
  'tap.url': 'where the application must ask for answers of the model: our proxy before the endpoint',
  'exchange.url': 'where the application finds its market, and places its orders',
  'exchange.market': 'the name of the market there that an application which polls is to watch',
} as const;

/** What the body that asks an application for a decision may write; `namedRequestPlaceholders` beside them. */
export const requestPlaceholders = {
  market: 'the name of the market to decide on',
  features: 'the observation, as the model takes it, for an application that is handed it',
  named: 'the observation, by feature name',
  flat: 'its values, in one array',
} as const;

/** What the commands of interventions may write. */
export const interventionPlaceholders = {
  artifact: 'the artifact that is to be served, as an absolute path',
  'stack.dir': placeholders['stack.dir'],
} as const;

/** What the command that has an artifact loaded may write. */
export const reloadPlaceholders = {
  origin: 'where the endpoint is reached',
  'stack.dir': placeholders['stack.dir'],
} as const;

/** One of the further ports of a component, by its name. */
export type PortPlaceholder = `port.${string}`;

export type Placeholder =
  | keyof typeof applicationPlaceholders
  | keyof typeof interventionPlaceholders
  | PortPlaceholder;

/** What the further ports of a component are written as. */
export function portPlaceholders(ports: Readonly<Record<string, unknown>>): Record<PortPlaceholder, string> {
  return Object.fromEntries(Object.keys(ports).map((name) => [`port.${name}`, `the port called ${name}`]));
}

/** What a request body may write as `${…}`, alone in its text; `namedPlaceholders` beside them. */
export const observationPlaceholders = {
  features: 'one row as the model takes it',
  rows: 'the rows, as an array of such',
  named: 'one row, by feature name',
  namedRows: 'the rows, by feature name',
  flat: 'all values, in one array',
  count: 'the number of rows',
} as const;

/** What a request body may write as `${…:NAME}`. */
export const namedPlaceholders = {
  feature: 'one value of one row',
  input: 'what one input takes of one row',
  inputRows: 'what one input takes of the rows',
  inputFlat: 'the same, in one array',
} as const;

/** What that body may write as `${…:NAME}`. */
export const namedRequestPlaceholders = {
  feature: 'one value of the observation',
  input: 'what one input takes of it',
  value: 'a number that the exchange says of the market, such as a limit',
} as const;

/** A text asks for something that has no value at that moment, such as the port of a stack that already runs. */
class PlaceholderError extends AssayError {
  readonly exitCode = exitCodes.usage;
}

const reference = /\$(\$?)\{([^{}]*)\}/g;

/** The names in `text` that stand as `${name}`. `$${name}` is no reference: it is how a literal `${name}` is written. */
export function referencesIn(text: string): string[] {
  return [...text.matchAll(reference)].filter(([, escaped]) => escaped === '').map(([, , name]) => name ?? '');
}

/**
 * `text` with every `${name}` replaced, and every `$${name}` turned into a literal `${name}`.
 *
 * @throws {PlaceholderError} PLACEHOLDER_WITHOUT_VALUE
 */
export function substitute(text: string, values: Readonly<Partial<Record<Placeholder, string>>>): string {
  const known = new Map<string, string | undefined>(Object.entries(values));
  return text.replaceAll(reference, (_, escaped: string, name: string) => {
    if (escaped !== '') return `\${${name}}`;
    const value = known.get(name);
    if (value !== undefined) return value;
    throw new PlaceholderError('PLACEHOLDER_WITHOUT_VALUE', {
      problem: `\${${name}} has no value in "${text}"`,
      remedy: `write it out, or use one of ${[...known.keys()].map((key) => `\${${key}}`).join(', ')}`,
    });
  });
}
