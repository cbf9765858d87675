import { resolve } from 'node:path';
import { substitute } from '../contract/placeholder.ts';
import type { StartProcess } from '../contract/stack-file.ts';
import { RequestBudget } from '../protocols/request-budget.ts';
import { declaredEnvironment } from './component-environment.ts';
import { exited, foreignListener, notStopped, portInUse } from './endpoint-problems.ts';
import { foreignHolders, holdersOf, type Listener, listenersOn } from './listeners.ts';
import { localFiles } from './local-file.ts';
import { addressesOf, type Place, portValues } from './place.ts';
import { freePort, isFree, loopback } from './ports.ts';
import type { RunningEndpoint } from './running-endpoint.ts';
import type { StackError } from './stack-error.ts';
import type { RedactedStart, StartOptions } from './start-options.ts';
import { type ProcessOptions, type StartedProcess, startProcess } from './started-process.ts';
import { untilReady } from './until-ready.ts';

/** Starts the endpoint as a process on ports of its own, and makes sure that it is that process which answers there. */
export async function launchEndpoint(start: StartProcess, options: RedactedStart): Promise<RunningEndpoint> {
  const { source, signal, clock, redactor, budget = new RequestBudget() } = options;
  const place = await choosePlace(start, options);
  const numbers = [place.port, ...Object.values(place.further)];
  const described = describeProcess(start, options, place);
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
    for (const port of numbers) {
      const left = listenersOn(port).filter(({ inode }) => sockets.has(inode));
      if (left.length > 0) throw notStopped({ source, port, holders: holdersOf(left) });
    }
  };
  const failed = (): StackError | undefined => {
    const exit = started.exitedByItself();
    return exit && exited({ source, exit, when: 'while it was in use', lastLines: started.lastLines() });
  };

  try {
    const { exit, lastLines } = started;
    const addresses = addressesOf(place);
    await untilReady({ ...addresses, redactor, budget, exit, lastLines }, options);
    const readyAfter = clock() - before;
    started.checkGuard();
    const notes: string[] = [];
    for (const port of numbers) {
      const listeners = ownListeners(started, options, port);
      for (const { inode } of listeners) sockets.add(inode);
      notes.push(...notesOn(listeners, source, port));
    }
    return {
      ...addresses,
      headers: {},
      redactor,
      budget,
      started: true,
      readyAfter,
      pid: started.pid,
      process: {
        place,
        kill: async () => {
          started.signal('SIGKILL');
          await stop();
        },
        freeze: async () => started.signal('SIGSTOP'),
        goOn: async () => started.signal('SIGCONT'),
      },
      replicas: [],
      holders: [localFiles(source)],
      notes,
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

/** A fixed port that is taken is not started at: whoever sits there would be tested instead. */
async function choosePlace(start: StartProcess, { source, place }: StartOptions): Promise<Place> {
  const taken = new Set<number>();
  const choose = async (fixed: number | 'free'): Promise<number> => {
    const port = fixed === 'free' ? await freePort() : fixed;
    // Of two that were asked for one after the other, the second may be the first again.
    if (fixed === 'free' && taken.has(port)) return choose(fixed);
    if (fixed !== 'free' && !(await isFree(port))) {
      throw portInUse({ source, port, holders: holdersOf(listenersOn(port)) });
    }
    taken.add(port);
    return port;
  };
  const port = await choose(place?.port ?? start.port ?? 'free');
  const further: Record<string, number> = {};
  for (const [name, fixed] of Object.entries(start.ports)) further[name] = await choose(place?.further[name] ?? fixed);
  return { port, further };
}

/**
 * The environment holds what the stack file says, and three things without which programs misbehave: PATH, to find
 * others; HOME, for their caches; LANG, so that what they write is UTF-8. The stack file may say otherwise.
 */
function describeProcess(start: StartProcess, options: RedactedStart, place: Place): ProcessOptions {
  const { file, source, folder, redactor, log, clock, environment = process.env } = options;
  const { PATH = '/usr/local/bin:/usr/bin:/bin', HOME } = environment;
  const { origin } = addressesOf(place);
  const values = { ...options.values, port: String(place.port), ...portValues(place.further), host: loopback, origin };
  const lookUp = (variable: string) => environment[variable];
  const env = declaredEnvironment(start.env, values, lookUp);
  return {
    source,
    command: start.process.map((word) => substitute(word, values)),
    env: { PATH, ...(HOME === undefined ? {} : { HOME }), LANG: 'C.UTF-8', ...env },
    cwd: resolve(folder, substitute(start.cwd ?? '.', values)),
    redactor,
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
