import { type Redactor, redactorOf } from './redactor.ts';
import type { ComponentFile, Secret } from './stack-file.ts';

/** Looks an environment variable up. */
export type Environment = (variable: string) => string | undefined;

/** The value of a `{env: NAME}`; undefined where that variable is not set or empty. */
export function secretValue(secret: Secret, environment: Environment): string | undefined {
  return typeof secret === 'string' ? secret : environment(secret.env) || undefined;
}

/** One redactor for all secrets that a part of a stack file names, wherever it names them. */
export function componentRedactor({ start, protocol }: ComponentFile, environment: Environment): Redactor {
  const { predict, batch } = protocol?.json ?? {};
  const declared = ['url' in start ? start.headers : start.env, predict?.headers ?? {}, batch?.headers ?? {}];
  const secrets = new Map<string, string>();
  for (const secret of declared.flatMap((each) => Object.values(each))) {
    const value = secretValue(secret, environment);
    if (typeof secret !== 'string' && value !== undefined) secrets.set(secret.env, value);
  }
  return redactorOf(secrets);
}
