import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Tools } from '../campaign/interventions/carry-out.ts';
import type { MarkedPolicy } from '../campaign/interventions/marked-policy.ts';
import { type BrokenArtifacts, brokenArtifacts, brokenForms } from '../oracle/broken-artifacts.ts';
import type { RunInputs } from './run-inputs.ts';

/** What is put in the place of one another, in the form that the endpoint loads. */
export type ReplacementFiles = Pick<Tools, 'artifacts' | 'broken'> & {
  /** Why one kind of what is broken is left out. */
  readonly leftOut: string | undefined;
};

export async function replacementFiles(inputs: RunInputs, marked: MarkedPolicy): Promise<ReplacementFiles> {
  const [own, other] = await Promise.all([inputs.servedPath, marked.served].map(bytesOf));
  const another = anotherShape(inputs);
  return {
    artifacts: { own: own!, marked: other! },
    broken: await brokenOf(own!.bytes, another, inputs),
    leftOut:
      another === undefined || existsSync(another)
        ? undefined
        : `no artifact of another shape was put in place: none lies there in the form that is served (${another})`,
  };
}

/** Where a file of another shape would lie; an ONNX file of another shape is made. */
function anotherShape({ servedPath, artifactPath }: RunInputs): string | undefined {
  if (servedPath === artifactPath) return undefined;
  return join(dirname(artifactPath), 'another-shape', servedPath.slice(dirname(artifactPath).length + 1));
}

async function brokenOf(
  sound: Uint8Array,
  another: string | undefined,
  { contract }: RunInputs,
): Promise<BrokenArtifacts> {
  if (another === undefined) return brokenArtifacts(sound, contract.policy);
  return brokenForms(sound, existsSync(another) ? new Uint8Array(await readFile(another)) : undefined);
}

async function bytesOf(path: string) {
  return { path, bytes: new Uint8Array(await readFile(path)) };
}
