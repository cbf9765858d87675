import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AssayError } from '../assay-error.ts';
import { abortReason } from '../campaign/abort-reason.ts';
import type { MarkedPolicy } from '../campaign/interventions/marked-policy.ts';
import { readArtifact } from '../oracle/artifact.ts';
import { markedArtifact } from '../oracle/marked-artifact.ts';
import { openOracle } from '../oracle/oracle.ts';
import type { RunInputs } from './run-inputs.ts';
import { servedForm, servedFormFacts } from './served-form.ts';
import { recordedDigest } from './training-record.ts';

type OpenedPolicy = MarkedPolicy & AsyncDisposable;
/** Where its artifact stands, and what the endpoint loads. */
type Source = Pick<MarkedPolicy, 'sha256' | 'served' | 'form' | 'derived'> & { readonly path: string };

/**
 * Opens the policy that decides otherwise on purpose: `marked/policy.onnx` beside the artifact, or else beside the one that the
 * contract names, by the digest of its record. Where there is none, it is made of the artifact.
 *
 * @param folder - the run's own, where it is then written
 * @returns why there is none, in words
 */
export async function openMarkedPolicy(inputs: RunInputs, folder: string): Promise<OpenedPolicy | string> {
  try {
    const source = markedBeside(inputs) ?? (await derivedFrom(inputs, folder));
    return typeof source === 'string' ? source : await opened(source, inputs);
  } catch (error) {
    if (error instanceof AssayError) return `the marked policy cannot be used: ${abortReason(error)}`;
    throw error;
  }
}

function markedBeside({ artifactPath, loaded, endpoint }: RunInputs): Source | string | undefined {
  const folders = [artifactPath, loaded.artifactPath].map((path) => join(dirname(path), 'marked'));
  const folder = folders.find((each) => existsSync(join(each, 'policy.onnx')));
  if (folder === undefined) return undefined;
  const path = join(folder, 'policy.onnx');
  const name = endpoint.artifact?.served;
  const served = servedForm(path, name);
  if (!existsSync(served)) return `the marked policy does not lie there in the form that is served (${served})`;
  try {
    return { path, sha256: recordedDigest(folder), served, form: servedFormFacts(path, name), derived: null };
  } catch {
    return `the marked policy has no record of its training that names its digest (${join(folder, 'record.json')})`;
  }
}

async function derivedFrom({ artifactPath, contract, endpoint }: RunInputs, folder: string): Promise<Source | string> {
  const artifact = await readArtifact(artifactPath);
  const none = 'there is no marked policy beside the artifact (marked/policy.onnx, and its record.json)';
  const form = endpoint.artifact?.served;
  if (form !== undefined) return `${none}, and what is derived from it has no other form (marked/${form})`;
  if (artifact.sha256 !== contract.policy.sha256) return `${none}, and the artifact was changed since the run began`;
  const marked = markedArtifact(artifact.bytes, contract);
  if (typeof marked === 'string') return `${none}, and none can be derived from it: ${marked}`;
  const path = join(folder, 'marked', 'policy.onnx');
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, marked.bytes);
  const sha256 = createHash('sha256').update(marked.bytes).digest('hex');
  return { path, sha256, served: path, form: undefined, derived: marked.law };
}

async function opened({ path, ...source }: Source, { contract }: RunInputs): Promise<OpenedPolicy> {
  const oracle = await openOracle({
    artifact: await readArtifact(path),
    contract: { ...contract, policy: { ...contract.policy, sha256: source.sha256 } },
    workers: 1,
  });
  return { ...source, evaluate: oracle.evaluate, [Symbol.asyncDispose]: () => oracle[Symbol.asyncDispose]() };
}
