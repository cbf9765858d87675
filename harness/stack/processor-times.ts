import { readdirSync, readFileSync } from 'node:fs';
import { readProcess, readProcesses } from './process-table.ts';

/** What the processors have done up to now, in milliseconds of one processor; nothing where the system does not tell. */
export interface ProcessorTimes {
  /** All processors together since the machine started, with what they did nothing in. */
  readonly all: number;
  readonly idle: number;
  /** Of this process, by thread. */
  readonly own: ReadonlyMap<string, ThreadTimes>;
  /** Of the endpoint, by thread. */
  readonly endpoint: ReadonlyMap<string, ThreadTimes>;
}

interface ThreadTimes {
  readonly ran: number;
  /** How long it could have run, but had no processor. */
  readonly waited: number;
}

/** What they did from one moment to another. */
export interface ProcessorUse {
  readonly all: number;
  readonly idle: number;
  /** Taken by whatever is neither this process nor the endpoint; of an unknown process, the endpoint's counts as well. */
  readonly others: number;
  /** How long threads of the endpoint, and the main thread of this process, could have run, but had no processor. */
  readonly waited: number;
}

const millisecondsPerTick = 10;
const nanosecondsPerMillisecond = 1e6;

/**
 * @param pid - of the endpoint, where it was started here
 * @returns undefined where the system tells nothing of this kind
 */
export function processorTimes(pid: number | undefined): ProcessorTimes | undefined {
  const [, line] = /^cpu +(.*)$/m.exec(readText('/proc/stat')) ?? [];
  const own = threadsOf(process.pid);
  if (line === undefined || own.size === 0) return undefined;
  // user, nice, system, idle, iowait, irq, softirq, steal; what follows is contained in these.
  const ticks = line.split(' ').slice(0, 8).map(Number);
  return {
    all: ticks.reduce((sum, each) => sum + each, 0) * millisecondsPerTick,
    idle: ((ticks[3] ?? 0) + (ticks[4] ?? 0)) * millisecondsPerTick,
    own,
    endpoint: new Map((pid === undefined ? [] : relatives(pid)).flatMap((each) => [...threadsOf(each)])),
  };
}

export function processorUse(before: ProcessorTimes, after: ProcessorTimes): ProcessorUse {
  const all = after.all - before.all;
  const idle = after.idle - before.idle;
  const own = grown(before.own, after.own);
  const endpoint = grown(before.endpoint, after.endpoint);
  const main = `${process.pid}`;
  const ownWaited = (after.own.get(main)?.waited ?? 0) - (before.own.get(main)?.waited ?? 0);
  return {
    all,
    idle,
    others: Math.max(0, all - idle - own.ran - endpoint.ran),
    waited: ownWaited + endpoint.waited,
  };
}

function grown(before: ProcessorTimes['own'], after: ProcessorTimes['own']): ThreadTimes {
  let [ran, waited] = [0, 0];
  for (const [thread, times] of after) {
    const earlier = before.get(thread);
    ran += times.ran - (earlier?.ran ?? 0);
    waited += times.waited - (earlier?.waited ?? 0);
  }
  return { ran, waited };
}

/** The process, its session, and what descends from these. */
function relatives(pid: number): number[] {
  const session = readProcess(pid)?.session;
  const all = readProcesses();
  const found = new Set(all.filter((each) => each.pid === pid || each.session === session).map((each) => each.pid));
  for (let last = 0; last < found.size; ) {
    last = found.size;
    for (const each of all) if (found.has(each.parent)) found.add(each.pid);
  }
  found.delete(process.pid);
  return [...found];
}

function threadsOf(pid: number): Map<string, ThreadTimes> {
  const times = new Map<string, ThreadTimes>();
  for (const thread of threadNumbers(pid)) {
    const [ran, waited] = readText(`/proc/${pid}/task/${thread}/schedstat`).split(' ').map(Number);
    if (ran === undefined || waited === undefined) continue;
    times.set(thread, { ran: ran / nanosecondsPerMillisecond, waited: waited / nanosecondsPerMillisecond });
  }
  return times;
}

function threadNumbers(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

/** Processes end while they are read: what cannot be read is not there. */
function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
