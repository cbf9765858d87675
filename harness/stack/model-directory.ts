import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, open, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** The run's own folder for the model: what the endpoint reads, and what may be broken without harm. */
export interface ModelDirectory {
  /** The folder: `${model.dir}`. */
  readonly path: string;
  /** Where the artifact stands, or would. */
  readonly artifact: string;
  /**
   * Puts a copy of this file, or these bytes, there in the place of the one before.
   *
   * @param modified - when it was changed last, by its own account; now, if not given
   */
  place(artifact: string | Uint8Array, modified?: Date): Promise<void>;
  /**
   * Writes it anew under its own name, piece by piece, as no careful deployment does.
   *
   * @param between - awaited after each piece
   */
  write(pieces: Iterable<Uint8Array>, between: () => Promise<unknown>): Promise<void>;
  /** Takes the artifact away; the folder stays. */
  remove(): Promise<void>;
}

/**
 * @param parent - folder of the run
 * @param fileName - name of the artifact in it
 * @returns a folder without a model, as at a cold start
 */
export async function modelDirectory(parent: string, fileName: string): Promise<ModelDirectory> {
  const path = join(parent, 'model');
  // Other users may read it, as a server in a container is: its parent keeps those of this machine away.
  await mkdir(path, { recursive: true, mode: 0o755 });
  const artifact = join(path, basename(fileName));
  return {
    path,
    artifact,
    place: (source, modified) => placeArtifact(source, artifact, modified),
    write: (pieces, between) => writeArtifact(pieces, artifact, between),
    remove: () => rm(artifact, { force: true }),
  };
}

/** Copies by a temporary name, and renames: nobody ever reads half an artifact, not even after a power failure. */
async function placeArtifact(source: string | Uint8Array, target: string, modified?: Date): Promise<void> {
  const partial = join(dirname(target), `.${basename(target)}.${randomUUID()}.partial`);
  try {
    if (typeof source === 'string') await copyFile(source, partial);
    else await writeFile(partial, source);
    if (modified) await utimes(partial, modified, modified);
    await synchronise(partial);
    await rename(partial, target);
    await synchronise(dirname(target));
  } finally {
    await rm(partial, { force: true });
  }
}

async function writeArtifact(
  pieces: Iterable<Uint8Array>,
  target: string,
  between: () => Promise<unknown>,
): Promise<void> {
  const file = await open(target, 'w');
  try {
    for (const piece of pieces) {
      await file.write(piece);
      await between();
    }
  } finally {
    await file.close();
  }
}

async function synchronise(path: string): Promise<void> {
  const file = await open(path);
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
