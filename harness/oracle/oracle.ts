import { availableParallelism } from 'node:os';
import { answerWidth, type Contract } from '../contract/contract.ts';
import type { ObservationBlock } from '../contract/observation-block.ts';
import { totalSize } from '../contract/tensor.ts';
import type { Evaluate, OracleAnswers } from './answers.ts';
import { type Artifact, readArtifact } from './artifact.ts';
import { ArtifactError, ArtifactMismatch } from './artifact-error.ts';
import { decisionRule } from './decision.ts';
import { describeInterface, describeMismatch, fixedBatch } from './model-contract.ts';
import { OracleError } from './oracle-error.ts';
import { OraclePool } from './oracle-pool.ts';

/**
 * Most rows of one run of the model. Longer blocks are cut at its multiples, whatever the number of workers, so that
 * the same block gives the same bytes.
 */
export const rowsPerRun = 1024;

/** The artifact, run locally. */
export interface Oracle extends AsyncDisposable {
  readonly artifact: Artifact;
  /**
   * What the artifact answers. A block of at most `rowsPerRun` rows is one run of the model. The block must stay as it
   * is until the promise settles.
   *
   * @throws {ArtifactMismatch} where an output has another shape than the contract says
   * @throws {ArtifactError} ARTIFACT_FAILS
   * @throws {OracleError} ORACLE_CLOSED, ORACLE_WORKER_LOST, ORACLE_BLOCK
   */
  readonly evaluate: Evaluate;
}

export interface OracleOptions {
  /** Path of the artifact, or the artifact as `readArtifact` gave it. */
  readonly artifact: string | Artifact;
  /** What it takes and gives. The policy's `sha256` must be the artifact's: nothing else is loaded. */
  readonly contract: Pick<Contract, 'policy' | 'actions'>;
  /** Most threads; they start as they are needed. */
  readonly workers?: number;
}

/**
 * Loads the artifact into a first worker thread.
 *
 * @throws {ArtifactError} as `readArtifact` does, and ARTIFACT_DIGEST, ARTIFACT_MISMATCH, ARTIFACT_OPSET_UNKNOWN,
 *   ARTIFACT_OPERATOR_UNKNOWN, ARTIFACT_INVALID
 */
export async function openOracle({
  artifact: source,
  contract,
  workers = Math.min(availableParallelism(), 4),
}: OracleOptions): Promise<Oracle> {
  const artifact = typeof source === 'string' ? await readArtifact(source) : source;
  const { policy } = contract;
  requireDigest(artifact, policy);
  requireInterface(artifact, policy);

  const { inputs, outputs } = policy;
  const pool = new OraclePool(artifact, { inputs, outputs, rule: decisionRule(contract) }, workers);
  try {
    await pool.loaded;
  } catch (cause) {
    await pool.close();
    throw cause;
  }
  const rowsAtOnce = fixedBatch(artifact.model, policy) ?? rowsPerRun;
  return {
    artifact,
    evaluate: async (block) => {
      requireBlock(block, policy);
      return assemble(block.rows, answerWidth(policy), await runPieces(pool, block, rowsAtOnce));
    },
    [Symbol.asyncDispose]: () => pool.close(),
  };
}

function runPieces(pool: OraclePool, { rows, width, values }: ObservationBlock, rowsAtOnce: number) {
  const pieces = Array.from({ length: Math.ceil(rows / rowsAtOnce) }, (_, index) => {
    const first = index * rowsAtOnce;
    const end = Math.min(first + rowsAtOnce, rows);
    return pool.run(end - first, values.subarray(first * width, end * width));
  });
  return Promise.all(pieces);
}

function assemble(
  rows: number,
  width: number,
  pieces: readonly Omit<OracleAnswers, 'rows' | 'width'>[],
): OracleAnswers {
  const [only] = pieces;
  if (only && pieces.length === 1) return { rows, width, ...only };

  const scores = new Float32Array(rows * width);
  const actions = new Int32Array(rows);
  const margins = new Float32Array(rows);
  let row = 0;
  for (const piece of pieces) {
    scores.set(piece.scores, row * width);
    actions.set(piece.actions, row);
    margins.set(piece.margins, row);
    row += piece.actions.length;
  }
  return { rows, width, scores, actions, margins };
}

function requireDigest({ path, sha256 }: Artifact, policy: Contract['policy']): void {
  if (sha256 === policy.sha256) return;
  throw new ArtifactError('ARTIFACT_DIGEST', {
    problem: `${path} has the SHA-256 ${sha256}; the policy names ${policy.sha256}`,
    remedy: 'fetch the artifact of the training record, or correct policy.sha256 if this is the policy that is meant',
  });
}

function requireInterface({ path, model }: Artifact, policy: Contract['policy']): void {
  const batch = fixedBatch(model, policy) ?? 1;
  const mismatches = batch === 1 ? describeInterface(model, policy) : describeMismatch(model, policy);
  if (mismatches.length > 0) throw new ArtifactMismatch(path, mismatches);
}

function requireBlock({ rows, width, values }: ObservationBlock, { inputs }: Contract['policy']): void {
  const features = totalSize(inputs);
  if (width === features && values.length === rows * width) return;
  throw new OracleError('ORACLE_BLOCK', {
    problem: `a block of ${rows} rows, ${width} wide, with ${values.length} values, was given to a model of ${features} features`,
    remedy: 'this is a mistake in the harness: report it',
  });
}
