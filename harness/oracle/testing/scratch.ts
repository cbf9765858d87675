import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Contract } from '../../contract/contract.ts';
import type { Artifact } from '../artifact.ts';

/** A folder for the files of one test, gone after it. */
export interface Scratch extends AsyncDisposable {
  readonly folder: string;
  write(name: string, content: Uint8Array | string): Promise<string>;
}

export async function openScratch(): Promise<Scratch> {
  const folder = await mkdtemp(join(tmpdir(), 'assay-oracle-'));
  return {
    folder,
    write: async (name, content) => {
      const path = join(folder, name);
      await writeFile(path, content);
      return path;
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

type Policy = Contract['policy'];

/** The policy that `linearModel` is, unless told otherwise. */
export function linearPolicy(
  { path, sha256 }: Pick<Artifact, 'path' | 'sha256'>,
  changes: Partial<Policy> = {},
): Policy {
  return {
    artifact: path,
    sha256,
    input: { name: 'observation', shape: ['batch', 4], dtype: 'float32' },
    output: { name: 'logits', shape: ['batch', 3], dtype: 'float32', decode: 'argmax' },
    golden: 'golden.json',
    tolerance: { relative: 1e-4, absolute: 1e-5 },
    ...changes,
  };
}
