import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { actionSpace } from '../../contract/action-space.ts';
import type { Contract } from '../../contract/contract.ts';
import { placedInputs, tensorOf } from '../../contract/tensor.ts';
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

export interface Shapes {
  readonly features?: number;
  readonly actions?: number;
  readonly output?: string;
}

/** What of a contract an oracle is given: `linearModel`, unless told otherwise. */
export function linearContract(
  { path, sha256 }: Pick<Artifact, 'path' | 'sha256'>,
  { features = 4, actions = 3, output = 'logits' }: Shapes = {},
): Pick<Contract, 'policy' | 'actions'> {
  const scores = tensorOf({ name: output, shape: ['batch', actions], dtype: 'float32' });
  return {
    policy: {
      artifact: path,
      sha256,
      inputs: placedInputs([{ name: 'observation', shape: ['batch', features], dtype: 'float32' }]),
      output: { ...scores, decode: 'argmax' },
      outputs: [scores],
      golden: 'golden.json',
      tolerance: { relative: 1e-4, absolute: 1e-5 },
    },
    actions: actionSpace({
      discrete: actions,
      labels: Array.from({ length: actions }, (_, action) => `ACTION_${action}`),
      unreachable: [],
      orders: {},
    }),
  };
}
