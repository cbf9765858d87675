import { componentRedactor } from '../contract/secrets.ts';
import { launchContainers } from './containers/launch-containers.ts';
import { launchEndpoint } from './launch-endpoint.ts';
import { reachEndpoint } from './reach-endpoint.ts';
import type { RunningEndpoint } from './running-endpoint.ts';
import type { StartOptions } from './start-options.ts';

/**
 * Starts the endpoint, or reaches the one that runs, as the stack file says, and waits until it is ready.
 * When this throws, nothing that it started runs.
 *
 * @throws {StackError} STACK_SECRET_MISSING, STACK_HEADER_INVALID, STACK_FOLDER_MISSING, STACK_COMMAND_NOT_FOUND, STACK_PORT_IN_USE,
 * STACK_EXITED, STACK_NOT_READY, STACK_FOREIGN_LISTENER, STACK_NO_GUARD, STACK_NOT_STOPPED
 * @throws the reason of the signal
 */
export async function startEndpoint(options: StartOptions): Promise<RunningEndpoint> {
  const { file, environment = process.env, signal } = options;
  signal?.throwIfAborted();
  const { redactor = componentRedactor(file, (variable) => environment[variable]) } = options;
  const redacted = { ...options, redactor };
  const { start } = file;
  if ('url' in start) return reachEndpoint(start, redacted);
  return 'container' in start ? launchContainers(start, redacted) : launchEndpoint(start, redacted);
}
