import type { Placeholder } from '../../contract/placeholder.ts';
import type { Redactor } from '../../contract/redactor.ts';
import type { Environment } from '../../contract/secrets.ts';
import type { ServiceFile } from '../../contract/stack-file.ts';
import type { LogLine } from '../../history/exchange.ts';
import { loopback } from '../ports.ts';
import { filledIn } from './filled-in.ts';
import { imageFor } from './image.ts';
import type { ContainerRun, RunNetwork } from './run-network.ts';
import { untilServiceIsReady } from './service-readiness.ts';
import { type StartedContainer, startContainer } from './started-container.ts';

const grace = 10_000; // milliseconds

export interface ServiceOptions {
  readonly network: RunNetwork;
  /** Folder of the stack file. */
  readonly folder: string;
  readonly values: Readonly<Partial<Record<Placeholder, string>>>;
  readonly log: (line: LogLine) => void;
  readonly clock: () => number;
  readonly environment: Environment;
  /** What takes secrets out of all that they say. */
  readonly redactor: Redactor;
  readonly signal: AbortSignal;
}

/** A service of the stack that is ready. */
export interface RunningService {
  readonly name: string;
  /** Where Assay reaches it; undefined where it has no port. */
  readonly origin: string | undefined;
  readonly control: Pick<StartedContainer, 'freeze' | 'goOn' | 'kill'>;
}

/** What runs beside endpoint and application; stopped with the scope that holds it. */
export interface RunningServices extends AsyncDisposable {
  readonly all: readonly RunningService[];
}

/**
 * Starts the services of a stack, each when the one before is ready.
 *
 * @throws {StackError} as `launchContainers` does; nothing that was started is left then
 */
export async function startServices(files: readonly ServiceFile[], options: ServiceOptions): Promise<RunningServices> {
  await using starting = new AsyncDisposableStack();
  const all: RunningService[] = [];
  for (const file of files) {
    const run = await options.network.open();
    const heard: string[] = [];
    const container = await startOne(file, run, options, heard);
    starting.defer(() => container.stop());
    const { redactor, signal } = options;
    await untilServiceIsReady(file, { container, heard, redactor, signal });
    const origin = file.port === undefined ? undefined : `http://${loopback}:${container.place.port}`;
    all.push({ name: file.name, origin, control: container });
  }
  const started = starting.move();
  return { all, [Symbol.asyncDispose]: () => started.disposeAsync() };
}

async function startOne(
  file: ServiceFile,
  run: ContainerRun,
  { folder, values, log, clock, environment, redactor, signal }: ServiceOptions,
  heard: string[],
): Promise<StartedContainer> {
  const { name, port, volumes } = file;
  const image = await imageFor(file.container, { engine: run.engine, source: name, folder, log, clock, signal });
  signal.throwIfAborted();
  const pattern = file.ready && 'log' in file.ready ? new RegExp(file.ready.log) : undefined;
  return await startContainer({
    run,
    source: name,
    image,
    ...filledIn(file, values, environment),
    aliases: [name],
    volumes,
    port: port === undefined ? undefined : { inside: port },
    redactor,
    log: (line) => {
      if (pattern?.test(line.text)) heard.push(line.text);
      log(line);
    },
    clock,
    grace,
  });
}
