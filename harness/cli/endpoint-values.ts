import { basename, dirname } from 'node:path';
import type { Placeholder } from '../contract/placeholder.ts';
import type { RunInputs } from './run-inputs.ts';

/** What `${…}` stands for in the stack file; port, host and origin are added by whoever starts the endpoint. */
export function endpointValues(
  { artifactPath, contract, loaded, stack }: RunInputs,
  { model, run }: { model: string; run: string },
): Partial<Record<Placeholder, string>> {
  return {
    'model.dir': model,
    'policy.artifact': artifactPath,
    'policy.dir': dirname(artifactPath),
    'policy.sha256': contract.policy.sha256,
    'contract.file': loaded.file,
    'stack.dir': stack.folder,
    'run.dir': run,
  };
}

const inModelFolder = /^\$\{model\.dir\}\/([^/]+)$/;

/** The name under which the endpoint looks for its model in the run's own folder; the file's that is served, unless it says. */
export function servedFileName({ servedPath, endpoint }: Pick<RunInputs, 'servedPath' | 'endpoint'>): string {
  return inModelFolder.exec(endpoint.artifact?.path ?? '')?.[1] ?? basename(servedPath);
}

/** Whether the endpoint reads its artifact from the run's own folder, where it can be replaced. */
export function readsOurFolder({ endpoint }: Pick<RunInputs, 'endpoint'>): boolean {
  return inModelFolder.test(endpoint.artifact?.path ?? '');
}

/** Why the endpoint cannot be started without its model; undefined where it can. */
export function coldStartHindrance(inputs: RunInputs): string | undefined {
  const { endpoint } = inputs;
  const { start } = endpoint;
  if ('url' in start) return 'the endpoint ran already: it cannot be seen without its model';
  if ('process' in start && [start.port, ...Object.values(start.ports)].some(Number.isInteger))
    return 'the endpoint has a fixed port, which the one with a model takes';
  return readsOurFolder(inputs)
    ? undefined
    : 'the stack file does not say that the model is read from ${model.dir} (endpoint.artifact.path)';
}
