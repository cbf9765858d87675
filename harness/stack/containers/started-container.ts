import { setTimeout as pause } from 'node:timers/promises';
import type { LogLine } from '../../history/exchange.ts';
import { exited } from '../endpoint-problems.ts';
import type { HeldFile } from '../held-file.ts';
import type { Place } from '../place.ts';
import type { ProcessExit } from '../process-exit.ts';
import { StackError } from '../stack-error.ts';
import { fileInContainer } from './container-file.ts';
import { followOutput } from './container-output.ts';
import { type ContainerOptions, createContainer, notStarted } from './create-container.ts';
import type { EngineContainer } from './engine.ts';
import { messageOf } from './engine-problem.ts';
import { publishedPlace } from './published-place.ts';

const rememberedLines = 30;
const rememberedLength = 500;
/** Milliseconds for what is still on its way from the engine, when the container has ended. */
const drainWithin = 1_000;

/** Milliseconds for the engine to say how one ended whose ports are published no more. */
const endedWithin = 5_000;
const nowhere: Place = { port: 0, further: {} };

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
  /** What stands at a path in it. */
  fileAt(path: string, signal: AbortSignal): Promise<HeldFile>;
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

/** @throws {StackError} STACK_CONTAINER_FAILED, STACK_EXITED; nothing is left of it then */
export async function startContainer(options: ContainerOptions): Promise<StartedContainer> {
  const { run, source, clock, log, redactor } = options;
  const container = await createContainer(options);
  const lines: string[] = [];
  const record = (stream: LogLine['stream']) => (text: string) => {
    lines.push(text.slice(0, rememberedLength));
    if (lines.length > rememberedLines) lines.shift();
    log({ source, stream, at: clock(), text });
  };
  try {
    // Before it starts: its first line is heard, too.
    const followed = await followOutput(run.engine, container, redactor, record);
    await container.start();
    const state = await container.inspect();
    const { Pid } = state.State;
    const place = publishedPlace(state.NetworkSettings.Ports, options);
    const started = { place: place ?? nowhere, pid: Pid || undefined, lines, drained: followed.ended };
    const running = new RunningContainer(container, options, started);
    if (place) return running;
    const exit = await Promise.race([running.exit, pause(endedWithin, undefined, { ref: false })]);
    if (!exit) throw new Error('the engine does not say where its ports are reached');
    throw exited({ source, exit, when: 'before it was ready', lastLines: running.lastLines() });
  } catch (cause) {
    await container.remove({ force: true, v: true }).catch(() => {});
    throw await notStarted(options, cause, lines);
  }
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

  fileAt(path: string, signal: AbortSignal): Promise<HeldFile> {
    return fileInContainer(this.#container, path, signal);
  }

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
