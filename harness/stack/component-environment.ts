import { type Placeholder, substitute } from '../contract/placeholder.ts';
import type { Environment } from '../contract/secrets.ts';
import type { Secret } from '../contract/stack-file.ts';
import { resolveSecrets } from './secrets.ts';

/**
 * The environment that the stack file declares, with what `${…}` stands for and the values of its secrets.
 *
 * @throws {StackError} STACK_SECRET_MISSING
 */
export function declaredEnvironment(
  env: Readonly<Record<string, Secret>>,
  values: Readonly<Partial<Record<Placeholder, string>>>,
  lookUp: Environment,
): Record<string, string> {
  const declared = Object.entries(env).map(
    ([name, value]) => [name, typeof value === 'string' ? substitute(value, values) : value] as const,
  );
  return resolveSecrets(Object.fromEntries(declared), lookUp);
}
