import { isRunning, type ProcessEntry, readProcess } from './process-table.ts';

/** The process of Assay that answers for a component of the stack, or for a folder. */
export type Owner = Pick<ProcessEntry, 'pid' | 'startTime'>;

/** Name of the variable that marks everything started by one Assay; its value is `<pid>:<start time>`. */
export const ownerVariable = 'ASSAY_OWNER';

/** Name of the variable that marks everything started by one start; its value is never used twice. */
export const runVariable = 'ASSAY_RUN';

export function thisOwner(): Owner {
  const entry = readProcess(process.pid);
  if (entry === undefined) throw new Error('/proc does not show this process: Assay needs Linux with /proc');
  return entry;
}

export function writeOwner({ pid, startTime }: Owner): string {
  return `${pid}:${startTime}`;
}

export function readOwner(text: string): Owner | undefined {
  const [, pid, startTime] = /^(\d+):(\d+)$/.exec(text) ?? [];
  return pid === undefined || startTime === undefined ? undefined : { pid: Number(pid), startTime };
}

/** A process that has the owner's number but another start time is somebody else. */
export function isAlive(owner: Owner): boolean {
  return isRunning(owner);
}
