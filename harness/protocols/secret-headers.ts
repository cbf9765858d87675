import { type Environment, secretValue } from '../contract/secrets.ts';
import type { Secret } from '../contract/stack-file.ts';
import { ProtocolError } from './protocol-error.ts';

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
    resolved[name.toLowerCase()] = secretValue(secret, environment) ?? missing(name, secret);
  }
  return resolved;
}

function missing(header: string, secret: Secret): never {
  const variable = typeof secret === 'string' ? secret : secret.env;
  throw new ProtocolError('SECRET_MISSING', {
    problem: `the header ${header} takes its value from the environment variable ${variable}, which is not set`,
    remedy: `set ${variable}, or take the header out of the stack file`,
  });
}
