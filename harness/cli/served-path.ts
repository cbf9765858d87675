import { resolve } from 'node:path';
import { pathInContainer } from '../contract/path-in-container.ts';
import { type Placeholder, substitute } from '../contract/placeholder.ts';
import type { RunInputs } from './run-inputs.ts';

type Inputs = Pick<RunInputs, 'endpoint'> & { readonly stack: Pick<RunInputs['stack'], 'stack' | 'folder'> };

/**
 * Where the file stands that the endpoint loads: in its container, or, of a process, here.
 *
 * @param values - what `${…}` stands for
 * @returns undefined where the stack file does not say it, and where the endpoint ran already
 */
export function servedPathOf(
  { endpoint, stack }: Inputs,
  values: Readonly<Partial<Record<Placeholder, string>>>,
): string | undefined {
  const { start, artifact } = endpoint;
  const stated = stack.stack.tracking?.mlflow.served?.file;
  if ('url' in start) return undefined;
  if ('container' in start) return stated ?? (artifact && pathInContainer(artifact.path, start.mounts));
  const path = stated ?? artifact?.path;
  return path === undefined ? undefined : resolve(stack.folder, substitute(path, values));
}
