import { type Redactor, redactorOf } from './redactor.ts';
import type { ComponentFile, Secret, TemplateForms } from './stack-file.ts';

/** Looks an environment variable up. */
export type Environment = (variable: string) => string | undefined;

/** The value of a `{env: NAME}`; undefined where that variable is not set or empty. */
export function secretValue(secret: Secret, environment: Environment): string | undefined {
  return typeof secret === 'string' ? secret : environment(secret.env) || undefined;
}

/** One redactor for all secrets that a part of a stack file names, wherever it names them. */
export function componentRedactor({ start, protocol }: ComponentFile, environment: Environment): Redactor {
  return redactorOfAll(
    ['url' in start ? start.headers : start.env, ...(protocol ? headersOf(protocol) : [])],
    environment,
  );
}

/** One redactor for all secrets among declared variables or headers. */
export function redactorOfAll(
  declared: readonly Readonly<Record<string, Secret>>[],
  environment: Environment,
): Redactor {
  const secrets = new Map<string, string>();
  for (const secret of declared.flatMap((each) => Object.values(each))) {
    const value = secretValue(secret, environment);
    if (typeof secret !== 'string' && value !== undefined) secrets.set(secret.env, value);
  }
  return redactorOf(secrets);
}

/** The headers of every form of request that a protocol has. */
function headersOf(protocol: NonNullable<ComponentFile['protocol']>): readonly Readonly<Record<string, Secret>>[] {
  if ('json' in protocol) return headersOfForms(protocol.json);
  if ('sagemaker' in protocol) {
    const { sagemaker } = protocol;
    return 'csv' in sagemaker ? [sagemaker.csv.headers] : headersOfForms(sagemaker);
  }
  return Object.values(protocol).map(({ headers }) => headers);
}

function headersOfForms({ predict, batch }: TemplateForms) {
  return [predict.headers, ...(batch ? [batch.headers] : [])];
}
