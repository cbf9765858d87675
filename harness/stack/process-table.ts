import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** One living process, as /proc shows it. Process and start time together are never used again. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  /** Clock ticks since the machine started. */
  readonly startTime: string;
}

/**
 * A process that is dead but not yet collected counts as gone; not so one of which only the first thread has ended: the
 * others still serve, or are about to let go of its sockets.
 */
export function readProcess(pid: number): ProcessEntry | undefined {
  const stat = readText(`/proc/${pid}/stat`);
  // The name of the program stands in parentheses and may itself hold parentheses and spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, parent, group, session] = fields;
  const [threads, startTime] = [Number(fields[17]), fields[19]];
  if (startTime === undefined || state === 'X' || (state === 'Z' && threads <= 1)) return undefined;
  return { pid, parent: Number(parent), group: Number(group), session: Number(session), startTime };
}

export function readProcesses(): ProcessEntry[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readProcess(Number(name)))
    .filter((entry) => entry !== undefined);
}

export function isRunning({ pid, startTime }: Pick<ProcessEntry, 'pid' | 'startTime'>): boolean {
  return readProcess(pid)?.startTime === startTime;
}

/** The environment with which the process was started; empty where it may not be read. */
export function environmentOf(pid: number): string[] {
  return readText(`/proc/${pid}/environ`).split('\0');
}

/** Name of the program, at most 15 characters. */
export function commandOf(pid: number): string {
  return readText(`/proc/${pid}/comm`).trim();
}

/** Names the process-id namespace of a process; undefined where it may not be read. */
export function namespaceOf(pid: number | 'self'): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/ns/pid`).replace(/\D/g, '');
  } catch {
    return undefined;
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
