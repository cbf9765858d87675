import { type Placeholder, substitute } from '../../contract/placeholder.ts';
import type { Environment } from '../../contract/secrets.ts';
import type { ServiceFile, StartContainer } from '../../contract/start-shape.ts';
import { declaredEnvironment } from '../component-environment.ts';
import type { ContainerOptions } from './create-container.ts';

type Written = Pick<StartContainer | ServiceFile, 'command' | 'env' | 'mounts' | 'limits'>;

/** What a stack file says of a container, whatever it is for, with everything filled in. */
export function filledIn(
  { command, env, mounts, limits }: Written,
  values: Readonly<Partial<Record<Placeholder, string>>>,
  environment: Environment,
): Pick<ContainerOptions, 'command' | 'env' | 'mounts' | 'limits'> {
  return {
    command: command?.map((word) => substitute(word, values)),
    env: declaredEnvironment(env, values, environment),
    mounts: Object.fromEntries(
      Object.entries(mounts).map(([inside, outside]) => [inside, substitute(outside, values)]),
    ),
    limits,
  };
}
