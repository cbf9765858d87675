import { setTimeout as pause } from 'node:timers/promises';
import { isRunning, type ProcessEntry } from './process-table.ts';

const pollEvery = 20;
/** Milliseconds in which the kernel removes what was killed, unless it hangs inside the kernel. */
const killWithin = 5_000;

export interface EndOptions {
  /** What is to end and still runs; asked again and again, since what ends may start others. */
  readonly find: () => readonly ProcessEntry[];
  /** Milliseconds from SIGTERM to SIGKILL. */
  readonly grace: number;
  /** A process group that is ours beyond doubt, to be signalled as a whole; undefined once that is not certain. */
  readonly group?: () => number | undefined;
}

export interface Ended {
  readonly ended: readonly number[];
  readonly alive: readonly number[];
}

/** SIGTERM, the grace, SIGKILL, until nothing is found any more, bounded. */
export async function endProcesses({ find, grace, group = () => undefined }: EndOptions): Promise<Ended> {
  const seen = new Set<number>();
  const look = (): readonly ProcessEntry[] => {
    const found = find();
    for (const { pid } of found) seen.add(pid);
    return found;
  };
  const until = async (deadline: number, onEach: (found: readonly ProcessEntry[]) => void) => {
    let found = look();
    while (found.length > 0 && performance.now() < deadline) {
      onEach(found);
      await pause(pollEvery);
      found = look();
    }
    return found;
  };

  signalAll(look(), group(), 'SIGTERM');
  // What was frozen hears of it only when it runs again.
  signalAll(look(), group(), 'SIGCONT');
  await until(performance.now() + grace, () => {});
  const left = await until(performance.now() + killWithin, (found) => signalAll(found, group(), 'SIGKILL'));

  const alive = left.map(({ pid }) => pid);
  return { ended: [...seen].filter((pid) => !alive.includes(pid)), alive };
}

/** @param group - as in `EndOptions` */
export function signalAll(found: readonly ProcessEntry[], group: number | undefined, signal: NodeJS.Signals): void {
  if (group !== undefined && group > 1) send(-group, signal);
  for (const entry of found) {
    const alone = entry.group !== group && entry.pid > 1 && entry.pid !== process.pid;
    if (alone && isRunning(entry)) send(entry.pid, signal);
  }
}

/** What is gone, or not ours to signal, shows when it is looked for again. */
function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {}
}
