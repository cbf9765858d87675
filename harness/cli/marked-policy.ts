import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AssayError } from '../assay-error.ts';
import { abortReason } from '../campaign/abort-reason.ts';
import type { MarkedPolicy } from '../campaign/interventions/marked-policy.ts';
import { readArtifact } from '../oracle/artifact.ts';
import { openOracle } from '../oracle/oracle.ts';
import type { RunInputs } from './run-inputs.ts';
import { recordedDigest } from './training-record.ts';

/**
 * Opens the policy that decides otherwise on purpose: `marked/policy.onnx` beside the artifact, or else beside the one that the
 * contract names, by the digest of its record.
 *
 * @returns why there is none, in words
 */
export async function openMarkedPolicy({
  artifactPath,
  contract,
  loaded,
}: RunInputs): Promise<(MarkedPolicy & AsyncDisposable) | string> {
  const folders = [artifactPath, loaded.artifactPath].map((path) => join(dirname(path), 'marked'));
  const folder = folders.find((each) => existsSync(join(each, 'policy.onnx')));
  if (folder === undefined)
    return 'there is no marked policy beside the artifact (marked/policy.onnx, and its record.json)';
  const path = join(folder, 'policy.onnx');
  try {
    const policy = { ...contract.policy, sha256: recordedDigest(folder) };
    const oracle = await openOracle({
      artifact: await readArtifact(path),
      contract: { ...contract, policy },
      workers: 1,
    });
    return {
      path,
      sha256: policy.sha256,
      evaluate: oracle.evaluate,
      [Symbol.asyncDispose]: () => oracle[Symbol.asyncDispose](),
    };
  } catch (error) {
    if (error instanceof AssayError) return `the marked policy cannot be used: ${abortReason(error)}`;
    return `the marked policy has no record of its training that names its digest (${join(folder, 'record.json')})`;
  }
}
