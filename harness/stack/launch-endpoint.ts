import { resolve } from 'node:path';
import { substitute } from '../contract/placeholder.ts';
import type { Redactor } from '../contract/redactor.ts';
import { componentRedactor } from '../contract/secrets.ts';
import type { StartProcess } from '../contract/stack-file.ts';
import { RequestBudget } from '../protocols/request-budget.ts';
import { exited, foreignListener, notReady, notStopped, portInUse } from './endpoint-problems.ts';
import { foreignHolders, holdersOf, type Listener, listenersOn } from './listeners.ts';
import { freePort, isFree, loopback } from './ports.ts';
import { awaitReadiness } from './readiness.ts';
import type { RunningEndpoint } from './running-endpoint.ts';
import { resolveSecrets } from './secrets.ts';
import type { StackError } from './stack-error.ts';
import type { StartOptions } from './start-options.ts';
import { type ProcessOptions, type StartedProcess, startProcess } from './started-process.ts';

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
    await untilReady(started, { ...options, budget }, described.redactor, originOf(port));
    const readyAfter = clock() - before;
    started.checkGuard();
    const listeners = ownListeners(started, options, port);
    for (const { inode } of listeners) sockets.add(inode);
    return {
      origin: originOf(port),
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
        freeze: () => started.signal('SIGSTOP'),
        goOn: () => started.signal('SIGCONT'),
      },
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
async function choosePort({ port }: StartProcess, { source }: StartOptions): Promise<number> {
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
  const declared = Object.entries(start.env).map(
    ([name, value]) => [name, typeof value === 'string' ? substitute(value, values) : value] as const,
  );
  const lookUp = (variable: string) => environment[variable];
  const env = resolveSecrets(Object.fromEntries(declared), lookUp);
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

/** Ends at once when the process does. */
async function untilReady(
  started: StartedProcess,
  options: StartOptions & { readonly budget: RequestBudget },
  redactor: Redactor,
  origin: string,
): Promise<void> {
  const { file, signal, startupBudgetMs: within, budget, until = 'ready' } = options;
  const gone = new AbortController();
  started.exit.then(() => gone.abort());
  const readiness = await awaitReadiness({
    origin,
    headers: {},
    redactor,
    route: file.routes.ready,
    expected: file.ready,
    until,
    within,
    budget,
    signal: signal === undefined ? gone.signal : AbortSignal.any([signal, gone.signal]),
  });
  if (readiness.kind === 'ready') return;
  throw notReady({ ...options, origin, seen: readiness.seen, lastLines: started.lastLines() });
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
