import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { type Placeholder, substitute } from '../../contract/placeholder.ts';
import { redactorOf } from '../../contract/redactor.ts';
import { type Environment, redactorOfAll } from '../../contract/secrets.ts';
import type { ServiceFile } from '../../contract/stack-file.ts';
import type { LogLine } from '../../history/exchange.ts';
import { RequestBudget } from '../../protocols/request-budget.ts';
import { declaredEnvironment } from '../component-environment.ts';
import { exited } from '../endpoint-problems.ts';
import { loopback } from '../ports.ts';
import { probe } from '../probe.ts';
import { StackError } from '../stack-error.ts';
import { imageFor } from './image.ts';
import type { ContainerRun, RunNetwork } from './run-network.ts';
import { type StartedContainer, startContainer } from './started-container.ts';

const pollEvery = 100; // milliseconds
const grace = 10_000; // milliseconds

export interface ServiceOptions {
  readonly network: RunNetwork;
  /** Folder of the stack file. */
  readonly folder: string;
  readonly values: Readonly<Partial<Record<Placeholder, string>>>;
  readonly log: (line: LogLine) => void;
  readonly clock: () => number;
  readonly environment: Environment;
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
    await untilServiceIsReady(file, container, heard, options);
    const origin = file.port === undefined ? undefined : `http://${loopback}:${container.place.port}`;
    all.push({ name: file.name, origin, control: container });
  }
  const started = starting.move();
  return { all, [Symbol.asyncDispose]: () => started.disposeAsync() };
}

async function startOne(
  file: ServiceFile,
  run: ContainerRun,
  { folder, values, log, clock, environment, signal }: ServiceOptions,
  heard: string[],
): Promise<StartedContainer> {
  const { name, port, command, env, mounts, volumes, limits } = file;
  const image = await imageFor(file.container, { engine: run.engine, source: name, folder, log, clock, signal });
  signal.throwIfAborted();
  const pattern = file.ready && 'log' in file.ready ? new RegExp(file.ready.log) : undefined;
  return await startContainer({
    run,
    source: name,
    image,
    command: command?.map((word) => substitute(word, values)),
    env: declaredEnvironment(env, values, environment),
    aliases: [name],
    mounts: Object.fromEntries(
      Object.entries(mounts).map(([inside, outside]) => [inside, substitute(outside, values)]),
    ),
    volumes,
    port: port === undefined ? undefined : { inside: port },
    limits,
    redactor: redactorOfAll([env], environment),
    log: (line) => {
      if (pattern?.test(line.text)) heard.push(line.text);
      log(line);
    },
    clock,
    grace,
  });
}

async function untilServiceIsReady(
  file: ServiceFile,
  container: StartedContainer,
  heard: readonly string[],
  { signal }: ServiceOptions,
): Promise<void> {
  const { name, within } = file;
  const end = performance.now() + within;
  for (;;) {
    signal.throwIfAborted();
    const exit = container.exitedByItself();
    if (exit) throw exited({ source: name, exit, when: 'before it was ready', lastLines: container.lastLines() });
    if (await isReady(file, container, heard, signal)) return;
    if (performance.now() > end) break;
    await pause(pollEvery);
  }
  throw new StackError('STACK_NOT_READY', {
    problem: `${name} was not ready within ${within} ms`,
    remedy: 'read its log; if it takes longer to start, raise "within" of the service in the stack file',
    lastLines: container.lastLines(),
  });
}

async function isReady(
  { ready, port }: ServiceFile,
  container: StartedContainer,
  heard: readonly string[],
  signal: AbortSignal,
): Promise<boolean> {
  if (ready && 'log' in ready) return heard.length > 0;
  if (ready) {
    const answer = await probe({
      origin: `http://${loopback}:${container.place.port}`,
      ports: {},
      route: { method: 'GET', path: ready.route.slice('GET '.length) },
      headers: {},
      redactor: redactorOf(new Map()),
      budget: new RequestBudget(),
      deadline: 5_000,
      signal,
    });
    return answer.kind === 'answer' && answer.status === 200;
  }
  return port === undefined || (await takesConnections(container.place.port));
}

/** The engine's own proxy takes a connection at once, and lets it go when nobody listens in the container. */
async function takesConnections(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect({ host: loopback, port });
    const answer = (is: boolean) => {
      socket.destroy();
      resolve(is);
    };
    socket.once('error', () => answer(false));
    socket.once('close', () => answer(false));
    socket.once('connect', () => setTimeout(() => answer(!socket.destroyed && !socket.readableEnded), pollEvery));
    socket.resume();
  });
}
