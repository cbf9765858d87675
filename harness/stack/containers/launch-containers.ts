import type { StartContainer } from '../../contract/start-shape.ts';
import { RequestBudget } from '../../protocols/request-budget.ts';
import { exited } from '../endpoint-problems.ts';
import { addressesOf, type Place, portValues } from '../place.ts';
import type { RunningEndpoint } from '../running-endpoint.ts';
import type { StackError } from '../stack-error.ts';
import type { RedactedStart, StartOptions } from '../start-options.ts';
import { untilReady } from '../until-ready.ts';
import { filledIn } from './filled-in.ts';
import { imageFor } from './image.ts';
import type { ContainerRun } from './run-network.ts';
import { type StartedContainer, startContainer } from './started-container.ts';

/** A container, or several that answer for the same endpoint, and what stands before them. */
type StartContainers = StartContainer & {
  readonly replicas?: number;
  readonly front?: StartContainer | undefined;
};

interface Part {
  readonly name: string;
  readonly container: StartedContainer;
}

/**
 * Starts a component in containers, and waits until it is ready. When this throws, nothing that it started is left.
 *
 * @throws {StackError} STACK_NO_ENGINE, STACK_BUILD_FAILED, STACK_IMAGE_MISSING, STACK_CONTAINER_FAILED, STACK_EXITED,
 *   STACK_NOT_READY, STACK_SECRET_MISSING
 * @throws the reason of the signal
 */
export async function launchContainers(start: StartContainers, options: RedactedStart): Promise<RunningEndpoint> {
  const { network, source, clock, redactor, signal, alias = source, budget = new RequestBudget() } = options;
  if (!network) throw new Error('a component that is a container was started without a network');
  const run = await network.open();
  const { replicas: count = 1, front } = start;
  const names = count === 1 ? [alias] : Array.from({ length: count }, (_, index) => `${alias}-${index + 1}`);
  const parts: Part[] = [];
  // Before anything starts: building takes a time of its own.
  const { engine } = run;
  const images = {
    own: await imageFor(start.container, { ...options, engine }),
    front: front && (await imageFor(front.container, { ...options, engine })),
  };
  signal?.throwIfAborted();
  const before = clock();
  const stop = async () => {
    signal?.removeEventListener('abort', stopOnAbort);
    await allOf(parts, ({ container }) => container.stop());
  };
  const stopOnAbort = () => void stop().catch(() => {});
  signal?.addEventListener('abort', stopOnAbort, { once: true });
  const lastLines = () => parts.flatMap(({ container }) => container.lastLines()).slice(-30);
  const ended = () => parts.find(({ container }) => container.exitedByItself() !== undefined);
  const failed = (when: 'while it was in use' | 'before it was ready'): StackError | undefined => {
    const part = ended();
    const exit = part?.container.exitedByItself();
    return part && exit && exited({ source: part.name, exit, when, lastLines: part.container.lastLines() });
  };

  try {
    for (const [index, name] of names.entries()) {
      const place = front ? undefined : options.place;
      const own = { run, name, place, image: images.own, replica: index + 1 };
      parts.push({ name, container: await startOne(start, own, options) });
      signal?.throwIfAborted();
    }
    const replicas = [...parts];
    if (front && images.front !== undefined) {
      const own = { run, name: `${alias}-front`, place: options.place, image: images.front, replica: 0 };
      parts.push({ name: own.name, container: await startOne(front, own, options) });
    }
    const reached = parts.at(-1)!.container;
    const addresses = addressesOf(reached.place);
    const exit = Promise.race(parts.map(({ container }) => container.exit));
    // What stands before them is ready as soon as one of them is; the others are not to be missing then.
    for (const { container } of replicas.length > 1 ? replicas : []) {
      const own = { ...addressesOf(container.place), redactor, budget, exit, lastLines };
      await untilReady(own, { ...options, until: 'answering' });
    }
    await untilReady({ ...addresses, redactor, budget, exit, lastLines }, options);
    return {
      ...addresses,
      headers: {},
      redactor,
      budget,
      started: true,
      readyAfter: clock() - before,
      pid: parts.length === 1 ? reached.pid : undefined,
      process: {
        place: reached.place,
        kill: () => allOf(parts, ({ container }) => container.kill()),
        freeze: () => allOf(replicas, ({ container }) => container.freeze()),
        goOn: () => allOf(replicas, ({ container }) => container.goOn()),
      },
      replicas:
        count === 1
          ? []
          : replicas.map(({ name, container }) => ({ name, origin: addressesOf(container.place).origin })),
      holders: replicas.map(({ name, container }) => ({
        kind: 'container',
        name,
        fileAt: (path, given) => container.fileAt(path, given),
      })),
      notes: [],
      exit,
      failed: () => failed('while it was in use'),
      stop,
      [Symbol.asyncDispose]: stop,
    };
  } catch (error) {
    const problem = failed('before it was ready');
    await stop();
    signal?.throwIfAborted();
    throw problem ?? error;
  }
}

interface OwnContainer {
  readonly run: ContainerRun;
  readonly name: string;
  readonly image: string;
  /** Where it must be reached; at any ports, where that is not said. */
  readonly place: Place | undefined;
  /** Its number among several; 0 where it is none of them. */
  readonly replica: number;
}

async function startOne(
  start: StartContainer,
  { run, name, image, replica, place }: OwnContainer,
  options: RedactedStart,
): Promise<StartedContainer> {
  const { file, source, redactor, log, clock } = options;
  const values = {
    ...options.values,
    port: String(start.port),
    ...portValues(start.ports),
    host: '0.0.0.0',
    origin: `http://${name}:${start.port}`,
    replica: String(replica),
  };
  return await startContainer({
    run,
    source,
    image,
    ...filledIn(start, values, lookUpIn(options)),
    aliases: [name],
    port: { inside: start.port, outside: place?.port },
    further: Object.fromEntries(
      Object.entries(start.ports).map(([name, inside]) => [name, { inside, outside: place?.further[name] }]),
    ),
    redactor,
    log,
    clock,
    grace: file.stop.grace,
  });
}

function lookUpIn({ environment = process.env }: StartOptions) {
  return (variable: string) => environment[variable];
}

/** Waits for all, and throws the first error then. */
async function allOf(parts: readonly Part[], act: (part: Part) => Promise<void>): Promise<void> {
  const outcomes = await Promise.allSettled(parts.map(act));
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed) throw failed.reason;
}
