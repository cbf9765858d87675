import { ContractError } from '../contract/contract-error.ts';
import { type Artifact, readArtifact } from '../oracle/artifact.ts';
import { ArtifactError } from '../oracle/artifact-error.ts';
import { examineArtifact } from '../oracle/examine-artifact.ts';
import { describeMismatch } from '../oracle/model-contract.ts';
import { type Oracle, openOracle } from '../oracle/oracle.ts';
import type { RunInputs } from './run-inputs.ts';
import type { RunRecord } from './run-record.ts';

/**
 * Reads the artifact, and records how it compares with its contract.
 *
 * @throws {ContractError} at the line that names the artifact, where it cannot be read as a model
 */
export async function readRecordedArtifact(inputs: RunInputs, record: RunRecord): Promise<Artifact> {
  const { policy } = inputs.contract;
  const artifact = await placed(inputs, () => readArtifact(inputs.artifactPath));
  record.facts({
    kind: 'artifact',
    sha256: artifact.sha256,
    bytes: artifact.bytes.length,
    mismatches: describeMismatch(artifact.model, policy),
  });
  return artifact;
}

/**
 * Opens the oracle, and records whether it may be believed: golden vectors, and batches against single rows.
 *
 * @returns undefined where the artifact is not the one that the contract means: it is not loaded then
 * @throws {ContractError} at the line that names the artifact, where it cannot be loaded
 */
export async function openBelievedOracle(
  artifact: Artifact,
  inputs: RunInputs,
  record: RunRecord,
): Promise<Oracle | undefined> {
  const { policy } = inputs.contract;
  if (artifact.sha256 !== policy.sha256 || describeMismatch(artifact.model, policy).length > 0) return undefined;
  const oracle = await placed(inputs, () => openOracle({ artifact, contract: inputs.contract, workers: 1 }));
  const examined = await examineArtifact(oracle, inputs.golden, inputs.contract);
  record.facts({
    kind: 'golden-agreement',
    rows: examined.golden.rows,
    largestDifference: examined.golden.worst.tolerances,
    worstRow: examined.golden.worst.row,
    worstOutput: examined.golden.worst.output,
    otherActions: examined.golden.actionDisagreements,
  });
  record.facts({
    kind: 'batch-agreement',
    rows: examined.batches.rows,
    sizes: examined.batches.sizes,
    largestDifference: examined.batches.worst.tolerances,
    worstSize: examined.batches.worst.size,
    worstRow: examined.batches.worst.row,
  });
  return oracle;
}

async function placed<Value>({ loaded }: RunInputs, action: () => Promise<Value>): Promise<Value> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof ArtifactError)) throw error;
    const problem = `${error.problem}; ${error.remedy}`;
    throw new ContractError([loaded.mistakeAt(['policy', 'artifact'], problem)]);
  }
}
