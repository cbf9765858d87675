import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** The run's own folder for the model: what the endpoint reads, and what may be broken without harm. */
export interface ModelDirectory {
  /** The folder: `${model.dir}`. */
  readonly path: string;
  /** Where the artifact stands, or would. */
  readonly artifact: string;
  /** Puts a copy of this artifact there, in the place of the one before. */
  place(artifact: string): Promise<void>;
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
  await mkdir(path, { recursive: true, mode: 0o700 });
  const artifact = join(path, basename(fileName));
  return {
    path,
    artifact,
    place: (source) => placeArtifact(source, artifact),
    remove: () => rm(artifact, { force: true }),
  };
}

/** Copies by a temporary name, and renames: nobody ever reads half an artifact, not even after a power failure. */
async function placeArtifact(source: string, target: string): Promise<void> {
  const partial = join(dirname(target), `.${basename(target)}.${randomUUID()}.partial`);
  try {
    await copyFile(source, partial);
    await synchronise(partial);
    await rename(partial, target);
    await synchronise(dirname(target));
  } finally {
    await rm(partial, { force: true });
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
