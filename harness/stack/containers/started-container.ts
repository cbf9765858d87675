import { PassThrough } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { Redactor } from '../../contract/redactor.ts';
import type { LogLine } from '../../history/exchange.ts';
import { splitLines } from '../lines.ts';
import type { Place } from '../place.ts';
import type { ProcessExit } from '../process-exit.ts';
import { StackError } from '../stack-error.ts';
import type { EngineContainer } from './engine.ts';
import { messageOf, withItsDisk } from './engine-problem.ts';
import type { ContainerRun } from './run-network.ts';

const rememberedLines = 30;
const rememberedLength = 500;
/** Milliseconds for what is still on its way from the engine, when the container has ended. */
const drainWithin = 1_000;
const mostProcesses = 4_096;
/** Everything that listens in a container listens on all of its addresses; outside, on this one alone. */
const loopback = '127.0.0.1';

/** A port on which a container listens, and the one of this machine at which it is reached; a free one, unless given. */
export interface PublishedPort {
  readonly inside: number;
  readonly outside?: number | undefined;
}

export interface ContainerOptions {
  readonly run: ContainerRun;
  /** Name of the component in logs and errors. */
  readonly source: string;
  readonly image: string;
  readonly command: readonly string[] | undefined;
  readonly env: Readonly<Record<string, string>>;
  /** Names by which the other containers find it. */
  readonly aliases: readonly string[];
  /** Paths in the container, each with what of this machine stands there to be read. */
  readonly mounts: Readonly<Record<string, string>>;
  /** Volumes, each with its path in the container. */
  readonly volumes?: Readonly<Record<string, string>>;
  readonly port: PublishedPort | undefined;
  /** Those beside it, by name. */
  readonly further?: Readonly<Record<string, PublishedPort>>;
  readonly limits: { readonly memory?: number | undefined; readonly cpus?: number | undefined };
  readonly redactor: Redactor;
  readonly log: (line: LogLine) => void;
  readonly clock: () => number;
  /** Milliseconds from SIGTERM to SIGKILL. */
  readonly grace: number;
}

/** A container that was started. */
export interface StartedContainer {
  /** Where it is reached; port 0 where it has none. */
  readonly place: Place;
  /** Its first process, as this machine sees it; undefined where it does not. */
  readonly pid: number | undefined;
  /** As soon as it has ended. */
  readonly exit: Promise<ProcessExit>;
  /** The last lines that it wrote, oldest first. */
  lastLines(): string[];
  /** It ended, and nobody asked for it. */
  exitedByItself(): ProcessExit | undefined;
  freeze(): Promise<void>;
  goOn(): Promise<void>;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  /**
   * SIGTERM, the grace, SIGKILL; resolves when it is gone, with its anonymous volumes. May be called again.
   *
   * @throws {StackError} STACK_NOT_STOPPED
   */
  stop(): Promise<void>;
}

/** @throws {StackError} STACK_CONTAINER_FAILED; nothing is left of it then */
export async function startContainer(options: ContainerOptions): Promise<StartedContainer> {
  const { run, source, clock, log, redactor } = options;
  const container = await create(options);
  const lines: string[] = [];
  const record = (stream: LogLine['stream']) => (text: string) => {
    lines.push(text.slice(0, rememberedLength));
    if (lines.length > rememberedLines) lines.shift();
    log({ source, stream, at: clock(), text });
  };
  try {
    // Before it starts: its first line is heard, too.
    const followed = await follow(run, container, redactor, record);
    await container.start();
    const state = await container.inspect();
    const { Pid } = state.State;
    const reached = ({ inside }: PublishedPort) => Number(state.NetworkSettings.Ports[exposed(inside)]?.[0]?.HostPort);
    const { port, further = {} } = options;
    const place = {
      port: port ? reached(port) : 0,
      further: Object.fromEntries(Object.entries(further).map(([name, each]) => [name, reached(each)])),
    };
    return new RunningContainer(container, options, { place, pid: Pid || undefined, lines, drained: followed.ended });
  } catch (cause) {
    await container.remove({ force: true, v: true }).catch(() => {});
    throw await notStarted(options, cause, lines);
  }
}

async function create(options: ContainerOptions): Promise<EngineContainer> {
  const { run, image, command, env, aliases, mounts, volumes = {}, port, further = {}, limits } = options;
  const ports = [...(port ? [port] : []), ...Object.values(further)];
  const { memory, cpus } = limits;
  try {
    return await run.engine.container.create({
      name: `${run.name}-${aliases[0]}`,
      Image: image,
      ...(command ? { Cmd: [...command] } : {}),
      Env: Object.entries(env).map(([name, value]) => `${name}=${value}`),
      Labels: { ...run.labels },
      AttachStdout: true,
      AttachStderr: true,
      ExposedPorts: Object.fromEntries(ports.map(({ inside }) => [exposed(inside), {}])),
      NetworkingConfig: { EndpointsConfig: { [run.name]: { Aliases: [...aliases] } } },
      HostConfig: {
        NetworkMode: run.name,
        Binds: Object.entries(mounts).map(([inside, outside]) => `${outside}:${inside}:ro`),
        Mounts: Object.entries(volumes).map(([name, inside]) => ({
          Type: 'volume' as const,
          Source: `${run.name}-${name}`,
          Target: inside,
          VolumeOptions: { NoCopy: false, Labels: { ...run.labels }, DriverConfig: { Name: 'local', Options: {} } },
        })),
        PortBindings: Object.fromEntries(
          ports.map(({ inside, outside }) => [
            exposed(inside),
            [{ HostIp: loopback, HostPort: outside ? String(outside) : '' }],
          ]),
        ),
        // What it writes is heard as it is written, and stands in the evidence: the engine need not keep it.
        LogConfig: { Type: 'none', Config: {} },
        PidsLimit: mostProcesses,
        ...(memory === undefined ? {} : { Memory: memory, MemorySwap: memory }),
        ...(cpus === undefined ? {} : { NanoCpus: Math.round(cpus * 1e9) }),
      },
    });
  } catch (cause) {
    throw await notStarted(options, cause, []);
  }
}

/** As the engine writes a port. */
function exposed(port: number): string {
  return `${port}/tcp`;
}

/** Hears what a container writes from now on; `ended` resolves when all of it was heard. */
async function follow(
  run: ContainerRun,
  container: EngineContainer,
  redactor: Redactor,
  record: (stream: LogLine['stream']) => (text: string) => void,
): Promise<{ readonly ended: Promise<unknown> }> {
  const stream = await container.attach({ stream: true, stdout: true, stderr: true });
  const ends = (['stdout', 'stderr'] as const).map((name) => {
    const splitter = splitLines(redactor, record(name));
    const part = new PassThrough();
    part.on('data', (chunk: Buffer) => splitter.push(chunk));
    return { part, end: () => splitter.end() };
  });
  const [out, err] = ends;
  run.engine.container.dockerode.modem.demuxStream(stream, out!.part, err!.part);
  const ended = new Promise<void>((resolve) => {
    for (const event of ['end', 'close', 'error']) stream.once(event, () => resolve());
  });
  const all = ended.then(() => {
    for (const { end } of ends) end();
  });
  return { ended: all };
}

interface Started {
  readonly place: Place;
  readonly pid: number | undefined;
  readonly lines: readonly string[];
  readonly drained: Promise<unknown>;
}

class RunningContainer implements StartedContainer {
  readonly place: Place;
  readonly pid: number | undefined;
  readonly exit: Promise<ProcessExit>;
  readonly #container: EngineContainer;
  readonly #options: ContainerOptions;
  readonly #started: Started;
  #byItself: ProcessExit | undefined;
  #stopping: Promise<void> | undefined;

  constructor(container: EngineContainer, options: ContainerOptions, started: Started) {
    this.#container = container;
    this.#options = options;
    this.#started = started;
    this.place = started.place;
    this.pid = started.pid;
    this.exit = this.#awaitExit();
  }

  readonly lastLines = (): string[] => [...this.#started.lines];
  readonly exitedByItself = (): ProcessExit | undefined => this.#byItself;

  async freeze(): Promise<void> {
    await this.#container.pause();
  }

  async goOn(): Promise<void> {
    await this.#container.unpause();
  }

  async kill(): Promise<void> {
    this.#stopping ??= this.#remove();
    await this.#stopping;
  }

  async stop(): Promise<void> {
    this.#stopping ??= this.#end();
    await this.#stopping;
  }

  async #end(): Promise<void> {
    const seconds = Math.ceil(this.#options.grace / 1_000);
    // It may have ended by itself, or be gone.
    await this.#container.stop({ t: seconds }).catch(() => {});
    await this.#remove();
  }

  async #remove(): Promise<void> {
    try {
      await this.#container.remove({ force: true, v: true });
    } catch (cause) {
      if (!isGone(cause)) {
        const { source } = this.#options;
        throw new StackError('STACK_NOT_STOPPED', {
          problem: `the container of ${source} could not be removed: ${messageOf(cause)}`,
          remedy: `remove it by hand: docker rm --force ${this.#container.id}`,
          lastLines: this.lastLines(),
        });
      }
    }
    await Promise.race([this.#started.drained, pause(drainWithin, undefined, { ref: false })]);
  }

  async #awaitExit(): Promise<ProcessExit> {
    const code = await this.#container.wait().then(
      ({ StatusCode }: { StatusCode: number }) => StatusCode,
      () => null,
    );
    const wasStopped = this.#stopping !== undefined;
    const state = await this.#container.inspect().catch(() => undefined);
    const exit: ProcessExit = { code, signal: null, ...(state?.State.OOMKilled ? { outOfMemory: true } : {}) };
    if (!wasStopped) this.#byItself = exit;
    await Promise.race([this.#started.drained, pause(drainWithin, undefined, { ref: false })]);
    return exit;
  }
}

function isGone(cause: unknown): boolean {
  const status = cause instanceof Error && 'statusCode' in cause ? cause.statusCode : undefined;
  // 409: it is being removed already.
  return status === 404 || status === 409;
}

async function notStarted(
  { run, source, image }: ContainerOptions,
  cause: unknown,
  lastLines: readonly string[],
): Promise<StackError> {
  if (cause instanceof StackError) return cause;
  const trouble = {
    problem: `the container of ${source} could not be started from ${image}: ${messageOf(cause)}`,
    remedy: 'start it by hand (docker run), as the stack file says',
    lastLines,
    cause,
  };
  return new StackError('STACK_CONTAINER_FAILED', await withItsDisk(run.engine, trouble));
}
