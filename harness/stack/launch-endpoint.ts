import { resolve } from 'node:path';
import { substitute } from '../contract/placeholder.ts';
import { componentRedactor } from '../contract/secrets.ts';
import type { StartProcess } from '../contract/stack-file.ts';
import { RequestBudget } from '../protocols/request-budget.ts';
import { declaredEnvironment } from './component-environment.ts';
import { exited, foreignListener, notStopped, portInUse } from './endpoint-problems.ts';
import { foreignHolders, holdersOf, type Listener, listenersOn } from './listeners.ts';
import { freePort, isFree, loopback } from './ports.ts';
import type { RunningEndpoint } from './running-endpoint.ts';
import type { StackError } from './stack-error.ts';
import type { StartOptions } from './start-options.ts';
import { type ProcessOptions, type StartedProcess, startProcess } from './started-process.ts';
import { untilReady } from './until-ready.ts';

/** Starts the endpoint as a process on a port of its own, and makes sure that it is that process which answers there. */
export async function launchEndpoint(start: StartProcess, options: StartOptions): Promise<RunningEndpoint> {
  const { source, signal, clock, budget = new RequestBudget() } = options;
  const port = await choosePort(start, options);
  const described = describeProcess(start, options, port);
  signal?.throwIfAborted();

  const before = clock();
  const started = await startProcess(described);
  const stopOnAbort = () => void started.stop().catch(() => {});
  signal?.addEventListener('abort', stopOnAbort, { once: true });
  /** Sockets that were the endpoint's own when it was ready: who still holds one inherited it. */
  const sockets = new Set<string>();
  const stop = async () => {
    signal?.removeEventListener('abort', stopOnAbort);
    await started.stop();
    const left = listenersOn(port).filter(({ inode }) => sockets.has(inode));
    if (left.length > 0) throw notStopped({ source, port, holders: holdersOf(left) });
  };
  const failed = (): StackError | undefined => {
    const exit = started.exitedByItself();
    return exit && exited({ source, exit, when: 'while it was in use', lastLines: started.lastLines() });
  };

  try {
    const { exit, lastLines } = started;
    const origin = originOf(port);
    await untilReady({ origin, redactor: described.redactor, budget, exit, lastLines }, options);
    const readyAfter = clock() - before;
    started.checkGuard();
    const listeners = ownListeners(started, options, port);
    for (const { inode } of listeners) sockets.add(inode);
    return {
      origin,
      headers: {},
      redactor: described.redactor,
      budget,
      started: true,
      readyAfter,
      pid: started.pid,
      process: {
        port,
        kill: async () => {
          started.signal('SIGKILL');
          await stop();
        },
        freeze: async () => started.signal('SIGSTOP'),
        goOn: async () => started.signal('SIGCONT'),
      },
      replicas: [],
      notes: notesOn(listeners, source, port),
      exit: started.exit,
      failed,
      stop,
      [Symbol.asyncDispose]: stop,
    };
  } catch (error) {
    await stop();
    signal?.throwIfAborted();
    const exit = started.exitedByItself();
    throw exit ? exited({ source, exit, when: 'before it was ready', lastLines: started.lastLines() }) : error;
  }
}

function originOf(port: number): string {
  return `http://${loopback}:${port}`;
}

/** A fixed port that is taken is not started at: whoever sits there would be tested instead. */
async function choosePort(start: StartProcess, { source, port = start.port }: StartOptions): Promise<number> {
  if (port === undefined) return freePort();
  if (await isFree(port)) return port;
  throw portInUse({ source, port, holders: holdersOf(listenersOn(port)) });
}

/**
 * The environment holds what the stack file says, and three things without which programs misbehave: PATH, to find
 * others; HOME, for their caches; LANG, so that what they write is UTF-8. The stack file may say otherwise.
 */
function describeProcess(start: StartProcess, options: StartOptions, port: number): ProcessOptions {
  const { file, source, folder, log, clock, environment = process.env } = options;
  const { PATH = '/usr/local/bin:/usr/bin:/bin', HOME } = environment;
  const values = { ...options.values, port: String(port), host: loopback, origin: originOf(port) };
  const lookUp = (variable: string) => environment[variable];
  const env = declaredEnvironment(start.env, values, lookUp);
  return {
    source,
    command: start.process.map((word) => substitute(word, values)),
    env: { PATH, ...(HOME === undefined ? {} : { HOME }), LANG: 'C.UTF-8', ...env },
    cwd: resolve(folder, substitute(start.cwd ?? '.', values)),
    redactor: componentRedactor(file, lookUp),
    log,
    clock,
    grace: file.stop.grace,
  };
}

function ownListeners(started: StartedProcess, { source }: StartOptions, port: number): Listener[] {
  const listeners = listenersOn(port);
  const holders = foreignHolders(listeners, started.members());
  if (holders.length === 0) return listeners;
  throw foreignListener({ source, port, holders, lastLines: started.lastLines() });
}

function notesOn(listeners: readonly Listener[], source: string, port: number): string[] {
  if (!listeners.some(({ allInterfaces }) => allInterfaces)) return [];
  return [
    `${source} listens on all interfaces of this machine, not on ${loopback} alone: others can reach port ${port}`,
  ];
}
