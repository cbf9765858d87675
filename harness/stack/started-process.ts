import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { Redactor } from '../contract/redactor.ts';
import type { LogLine } from '../history/exchange.ts';
import { endProcesses, signalAll } from './end-processes.ts';
import { familyOf } from './family.ts';
import { type Guard, startGuard } from './guard.ts';
import { splitLines } from './lines.ts';
import { ownerVariable, runVariable, thisOwner, writeOwner } from './owner.ts';
import type { ProcessExit } from './process-exit.ts';
import { type ProcessEntry, readProcess } from './process-table.ts';
import { StackError } from './stack-error.ts';

const rememberedLines = 30;
const rememberedLength = 500;
/** Milliseconds for what is still in the pipes, when everything that could write into them is gone. */
const drainWithin = 1_000;

export interface ProcessOptions {
  /** Name of the component in logs and errors. */
  readonly source: string;
  /** Program and arguments; `node` is the Node that runs Assay. */
  readonly command: readonly string[];
  /** All of it, except the two markers. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly redactor: Redactor;
  readonly log: (line: LogLine) => void;
  /** Milliseconds since the run began. */
  readonly clock: () => number;
  /** Milliseconds from SIGTERM to SIGKILL. */
  readonly grace: number;
}

/** A process of the stack, and all that came out of it. */
export interface StartedProcess {
  readonly pid: number;
  /** As soon as the process has ended; what it leaves behind is then stopped without being asked. */
  readonly exit: Promise<ProcessExit>;
  /** The last lines that it wrote, oldest first. */
  lastLines(): string[];
  /** Itself and what it started, as far as it runs. */
  members(): ProcessEntry[];
  /** Sends a signal to itself and to what it started. */
  signal(name: NodeJS.Signals): void;
  /** It ended, and nobody asked for it. */
  exitedByItself(): ProcessExit | undefined;
  /** @throws {StackError} STACK_NO_GUARD where nothing would end it, should Assay be killed */
  checkGuard(): void;
  /**
   * SIGTERM to the group and to what left it, the grace, SIGKILL; resolves when all are gone. May be called again.
   *
   * @throws {StackError} STACK_NOT_STOPPED
   */
  stop(): Promise<void>;
}

/** @throws {StackError} STACK_FOLDER_MISSING, STACK_COMMAND_NOT_FOUND, STACK_NO_GUARD */
export async function startProcess(options: ProcessOptions): Promise<StartedProcess> {
  const { source, clock, log, grace, redactor } = options;
  requireFolder(options);
  const run = randomUUID();
  const marker = `${runVariable}=${run}`;
  const guard = startGuard(marker, grace);
  const child = await spawnMarked(options, run, guard);

  const lines: string[] = [];
  const record = (stream: LogLine['stream']) => (text: string) => {
    lines.push(text.slice(0, rememberedLength));
    if (lines.length > rememberedLines) lines.shift();
    log({ source, stream, at: clock(), text });
  };
  const drained = Promise.all([
    follow(child.stdout, redactor, record('stdout')),
    follow(child.stderr, redactor, record('stderr')),
  ]);

  // Once the process is collected, the system may give its number to another.
  let leader: number | undefined = child.pid;
  const family = familyOf(marker, () => leader);
  let stopping: Promise<void> | undefined;
  let byItself: ProcessExit | undefined;

  const end = async (): Promise<void> => {
    const { alive } = await endProcesses({ find: family.members, grace, group: () => leader });
    await Promise.race([drained, pause(drainWithin, undefined, { ref: false })]);
    child.stdout.destroy();
    child.stderr.destroy();
    await drained;
    await guard.release();
    if (alive.length === 0) return;
    throw new StackError('STACK_NOT_STOPPED', {
      problem: `${source} left ${alive.length === 1 ? 'a process' : 'processes'} that SIGKILL did not end: ${alive.join(', ')}`,
      remedy: 'see what holds them (ps -o pid,stat,wchan,args), and end them by hand',
      lastLines: lines,
    });
  };
  const stop = (): Promise<void> => {
    stopping ??= end();
    return stopping;
  };
  const exit = new Promise<ProcessExit>((resolve) => {
    child.once('exit', (code, signal) => {
      family.members();
      leader = undefined;
      if (stopping === undefined) byItself = { code, signal };
      resolve({ code, signal });
      // What it left behind is not the endpoint, and may sit on its port. Whoever stops it hears of what would not end.
      stop().catch(() => {});
    });
  });

  return {
    pid: child.pid,
    exit,
    checkGuard: guard.check,
    stop,
    members: family.members,
    signal: (name) => signalAll(family.members(), leader, name),
    lastLines: () => [...lines],
    exitedByItself: () => byItself,
  };
}

type MarkedChild = ChildProcessByStdio<null, Readable, Readable> & { readonly pid: number };

async function spawnMarked(
  { command, env, cwd, source, redactor }: ProcessOptions,
  run: string,
  guard: Guard,
): Promise<MarkedChild> {
  const [program = '', ...args] = command;
  const owner = writeOwner(thisOwner());
  try {
    const child = spawn(program === 'node' ? process.execPath : program, args, {
      cwd,
      env: { ...env, [runVariable]: run, [ownerVariable]: owner },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.on('error', () => {});
    if (!hasStarted(child)) throw (await once(child, 'error'))[0];
    const entry = readProcess(child.pid);
    if (entry !== undefined) guard.watch(entry);
    return child;
  } catch (cause) {
    await guard.release();
    throw new StackError('STACK_COMMAND_NOT_FOUND', {
      problem: `${source} could not be started: ${describe(cause, program)}`,
      remedy: redactor.redact(`check "process" in the stack file; it is started in ${cwd}, with PATH=${env.PATH}`),
    });
  }
}

function hasStarted(child: ChildProcessByStdio<null, Readable, Readable>): child is MarkedChild {
  return child.pid !== undefined;
}

function describe(cause: unknown, program: string): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'ENOENT') return `there is no program ${program}`;
  if (code === 'EACCES') return `${program} may not be executed`;
  return cause instanceof Error ? cause.message : String(cause);
}

function requireFolder({ cwd, source }: ProcessOptions): void {
  if (statSync(cwd, { throwIfNoEntry: false })?.isDirectory()) return;
  throw new StackError('STACK_FOLDER_MISSING', {
    problem: `${source} is to be started in ${cwd}, which is no folder`,
    remedy: 'check "cwd" in the stack file; without it, the folder of the stack file is taken',
  });
}

/** Reads at once whatever is written, so that nobody has to wait for us; resolves when the stream is at its end. */
function follow(stream: Readable, redactor: Redactor, emit: (text: string) => void): Promise<void> {
  const splitter = splitLines(redactor, emit);
  stream.on('data', (chunk: Buffer) => splitter.push(chunk));
  stream.on('error', () => {});
  return new Promise((resolve) => {
    stream.once('close', () => {
      splitter.end();
      resolve();
    });
  });
}
