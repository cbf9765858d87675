import { type Environment, secretValue } from '../contract/secrets.ts';
import type { Secret } from '../contract/stack-file.ts';
import { StackError } from './stack-error.ts';

/**
 * Replaces every `{env: NAME}` by the value of that variable.
 *
 * @throws {StackError} STACK_SECRET_MISSING, naming every variable that is not set
 */
export function resolveSecrets(
  declared: Readonly<Record<string, Secret>>,
  environment: Environment,
): Record<string, string> {
  const values: Record<string, string> = {};
  const missing: string[] = [];
  for (const [name, secret] of Object.entries(declared)) {
    const value = secretValue(secret, environment);
    if (value !== undefined) values[name] = value;
    else if (typeof secret !== 'string') missing.push(secret.env);
  }
  if (missing.length === 0) return values;
  throw new StackError('STACK_SECRET_MISSING', {
    problem: `the stack file takes ${missing.join(', ')} from the environment, where ${missing.length === 1 ? 'it is' : 'they are'} not set or empty`,
    remedy: `set ${missing.join(' and ')}, for example: export ${missing[0]}=…`,
  });
}
