import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RecordedHistory } from '../../history/recorded-history.ts';
import { isFree } from '../../stack/ports.ts';
import { readProcess } from '../../stack/process-table.ts';
import { marked, until } from '../../stack/testing/workbench.ts';
import { startAssay } from './assay.ts';
import { Files } from './kalshi-files.ts';

/** Moments of a run, told by what its history holds. */
const moments = {
  'the start of the stack': () => true,
  'nominal calls': (history: RecordedHistory) => count(history.exchanges({ phases: ['nominal'] })) >= 100,
  'malformed calls': (history: RecordedHistory) => count(history.exchanges({ phases: ['malformed'] })) >= 10,
  'the open loop': (history: RecordedHistory) => count(history.exchanges({ phases: ['latency'] })) >= 20,
  judging: (history: RecordedHistory) => [...history.facts('counters')].some(({ moment }) => moment === 'after'),
};

export type Moment = keyof typeof moments;
export const allMoments = Object.keys(moments) as Moment[];

export interface Interrupted {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Exchanges that the history held when the signal was sent, and afterwards. */
  readonly recordedBefore: number;
  readonly recordedAfter: number;
  /** Ids of the exchanges that are missing between the first and the last. */
  readonly gaps: number;
  /** Processes of the run that still live. */
  readonly processes: readonly number[];
  /** Ports of the run that are still taken. */
  readonly ports: readonly number[];
  /** Folders of the run in the folder for temporary files. */
  readonly folders: readonly string[];
}

/** Starts a run, sends it a signal at a moment of its life, and looks at what is left. */
export async function interrupted(moment: Moment, signal: NodeJS.Signals): Promise<Interrupted> {
  using files = new Files();
  const evidence = join(files.folder, 'evidence');
  const file = join(evidence, 'history.sqlite');
  const { child, ended } = startAssay(['verify', '--out', evidence, '--seed', '1', '--json']);
  const startTime = readProcess(child.pid)?.startTime;
  const mark = `ASSAY_OWNER=${child.pid}:${startTime}`;

  await until(() => isReached(moment, file) || child.exitCode !== null, `${moment} is reached`);
  const recordedBefore = recorded(file).length;
  child.kill(signal);
  const { code, signal: by, stdout, stderr } = await ended;
  // The guard of a run that was killed ends its processes a little later; every other run has ended them itself.
  if (by === 'SIGKILL') await until(() => marked(mark).length === 0, 'nothing of the run is left');

  const processes = marked(mark);
  const ids = recorded(file);
  const ports = portsIn(file);
  const taken = await Promise.all(ports.map(async (port) => ((await isFree(port)) ? [] : [port])));
  return {
    code,
    signal: by,
    stdout,
    stderr,
    recordedBefore,
    recordedAfter: ids.length,
    gaps: ids.length === 0 ? 0 : Math.max(...ids) - ids.length,
    processes,
    ports: taken.flat(),
    folders: readdirSync(tmpdir()).filter((name) => name.includes(`-${child.pid}-${startTime}-`)),
  };
}

function isReached(moment: Moment, file: string): boolean {
  return read(file, moments[moment]) ?? false;
}

function recorded(file: string): number[] {
  return read(file, (history) => Array.from(history.exchanges(), ({ id }) => id)) ?? [];
}

function portsIn(file: string): number[] {
  const lines = read(file, (history) => Array.from(history.logs(), ({ text }) => text)) ?? [];
  return lines.flatMap((text) => /listening on \S+:(\d+)$/.exec(text)?.[1] ?? []).map(Number);
}

/** Undefined until there is a history. */
function read<Value>(file: string, reading: (history: RecordedHistory) => Value): Value | undefined {
  let history: RecordedHistory;
  try {
    history = new RecordedHistory(file);
  } catch {
    return undefined;
  }
  try {
    return reading(history);
  } finally {
    history[Symbol.dispose]();
  }
}

function count(items: Iterable<unknown>): number {
  return [...items].length;
}
