import { lstatSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sweepContainers } from './containers/sweep-containers.ts';
import { recordsContainers } from './containers/trace.ts';
import { endProcesses } from './end-processes.ts';
import { isAlive, type Owner, ownerVariable, readOwner } from './owner.ts';
import { environmentOf, namespaceOf, type ProcessEntry, readProcesses } from './process-table.ts';
import { ownerOfFolder } from './run-directory.ts';

/** Milliseconds from SIGTERM to SIGKILL: nobody waits for an answer of these any more. */
const grace = 2_000;

export interface Swept {
  /** Processes that are gone now. */
  readonly ended: readonly number[];
  /** Processes that SIGKILL did not end. */
  readonly alive: readonly number[];
  /** Folders that are gone now. */
  readonly removed: readonly string[];
  /** Names of containers, networks and volumes that are gone now. */
  readonly containers: readonly string[];
}

/**
 * Ends every process, and removes every container and every folder of a run, whose Assay is dead. What carries no mark is never touched,
 * nor what belongs to an Assay that lives, nor what is seen from another process-id namespace: there, the numbers of
 * owners mean somebody else.
 */
export async function sweep(): Promise<Swept> {
  const { ended, alive } = await endProcesses({ find: orphans, grace });
  const folders = orphanedFolders();
  const hadContainers = folders.some(recordsContainers);
  const containers = hadContainers ? await sweepContainers() : [];
  // Without an engine, a later start is to look for them.
  const removed = containers ? folders : folders.filter((folder) => !recordsContainers(folder));
  for (const folder of removed) rmSync(folder, { recursive: true, force: true });
  return { ended, alive, removed, containers: containers ?? [] };
}

function orphans(): ProcessEntry[] {
  const here = namespaceOf('self');
  return readProcesses().filter(({ pid }) => {
    const owner = ownerOf(pid);
    return owner !== undefined && namespaceOf(pid) === here && !isAlive(owner);
  });
}

function ownerOf(pid: number): Owner | undefined {
  const prefix = `${ownerVariable}=`;
  const mark = environmentOf(pid).find((entry) => entry.startsWith(prefix));
  return mark === undefined ? undefined : readOwner(mark.slice(prefix.length));
}

function orphanedFolders(): string[] {
  return readdirSync(tmpdir())
    .filter((name) => {
      const owner = ownerOfFolder(name);
      return owner !== undefined && !isAlive(owner);
    })
    .map((name) => join(tmpdir(), name))
    .filter(isOwnFolder);
}

/** In a folder where everybody may write, somebody else may have put a link, or a folder, under that name. */
function isOwnFolder(path: string): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found?.isDirectory() === true && found.uid === process.getuid?.();
}
