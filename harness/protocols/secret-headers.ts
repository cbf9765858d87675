import type { Secret } from '../contract/stack-file.ts';
import { ProtocolError } from './protocol-error.ts';

/** Looks an environment variable up. */
export type Environment = (variable: string) => string | undefined;

/**
 * Headers with their secrets filled in, names in lower case.
 *
 * @throws {ProtocolError} SECRET_MISSING
 */
export function resolveHeaders(
  headers: Readonly<Record<string, Secret>>,
  environment: Environment,
): Record<string, string> {
  const resolved: Record<string, string> = {};
  for (const [name, secret] of Object.entries(headers)) {
    resolved[name.toLowerCase()] = typeof secret === 'string' ? secret : secretOf(name, secret.env, environment);
  }
  return resolved;
}

function secretOf(header: string, variable: string, environment: Environment): string {
  const value = environment(variable);
  if (value === undefined || value === '') {
    throw new ProtocolError('SECRET_MISSING', {
      problem: `the header ${header} takes its value from the environment variable ${variable}, which is not set`,
      remedy: `set ${variable}, or take the header out of the stack file`,
    });
  }
  return value;
}
