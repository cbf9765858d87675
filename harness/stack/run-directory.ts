import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Owner, thisOwner } from './owner.ts';
import { namespaceOf } from './process-table.ts';

/** A folder that lives as long as the run; only its user may look into it. */
export interface RunDirectory extends AsyncDisposable {
  readonly path: string;
  remove(): Promise<void>;
}

/** Its name, `assay-<process-id namespace>-<pid>-<start time>-XXXXXX`, tells the sweep whose it is. */
export async function runDirectory(): Promise<RunDirectory> {
  const { pid, startTime } = thisOwner();
  const path = await mkdtemp(join(tmpdir(), `assay-${namespaceOf('self')}-${pid}-${startTime}-`));
  const remove = () => rm(path, { recursive: true, force: true });
  return { path, remove, [Symbol.asyncDispose]: remove };
}

/** Whose folder this is; undefined where it is no folder of a run, or one from another namespace. */
export function ownerOfFolder(name: string): Owner | undefined {
  const [, namespace, pid, startTime] = /^assay-(\d+)-(\d+)-(\d+)-\w{6}$/.exec(name) ?? [];
  if (namespace === undefined || namespace !== namespaceOf('self')) return undefined;
  return pid === undefined || startTime === undefined ? undefined : { pid: Number(pid), startTime };
}
