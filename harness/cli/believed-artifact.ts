import { ContractError } from '../contract/contract-error.ts';
import { type Artifact, readArtifact } from '../oracle/artifact.ts';
import { ArtifactError, ArtifactMismatch } from '../oracle/artifact-error.ts';
import { examineArtifact } from '../oracle/examine-artifact.ts';
import { describeMismatch } from '../oracle/model-contract.ts';
import { type Oracle, openOracle } from '../oracle/oracle.ts';
import type { RunInputs } from './run-inputs.ts';
import type { RunRecord } from './run-record.ts';
import { servedFormFacts } from './served-form.ts';

/**
 * Reads the artifact.
 *
 * @throws {ContractError} at the line that names the artifact, where it cannot be read as a model
 */
export function readPlacedArtifact(inputs: RunInputs): Promise<Artifact> {
  return placed(inputs, () => readArtifact(inputs.artifactPath));
}

/**
 * Records how the artifact compares with its contract, opens the oracle, and records whether it may be believed: golden
 * vectors, and batches against single rows.
 *
 * @returns undefined where the artifact is not the one that the contract means: if it says so itself, it is not loaded;
 *   what it leaves open shows in what it gives to the golden rows
 * @throws {ContractError} at the line that names the artifact, where it cannot be loaded or run
 */
export async function openBelievedOracle(
  artifact: Artifact,
  inputs: RunInputs,
  record: RunRecord,
): Promise<Oracle | undefined> {
  const { contract, golden, endpoint, artifactPath } = inputs;
  const served = servedFormFacts(artifactPath, endpoint.artifact?.served);
  const compared = (mismatches: readonly string[]) =>
    record.facts({ kind: 'artifact', sha256: artifact.sha256, bytes: artifact.bytes.length, mismatches, served });
  const declared = describeMismatch(artifact.model, contract.policy);
  if (artifact.sha256 !== contract.policy.sha256 || declared.length > 0) {
    compared(declared);
    return undefined;
  }
  await using opening = new AsyncDisposableStack();
  const oracle = opening.use(await placed(inputs, () => openOracle({ artifact, contract, workers: 1 })));
  const examined = await placed(inputs, () => examineArtifact(oracle, golden, contract).catch(onlyMismatch));
  if (examined instanceof ArtifactMismatch) {
    compared(examined.mismatches);
    return undefined;
  }
  compared([]);
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
  opening.move();
  return oracle;
}

function onlyMismatch(error: unknown): ArtifactMismatch {
  if (error instanceof ArtifactMismatch) return error;
  throw error;
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
