import type { Contract } from '../contract/contract.ts';
import type { GoldenVectors } from '../contract/golden.ts';
import { type ObservationBlock, rowOf } from '../contract/observation-block.ts';
import { type LargestDifference, largestDifference } from './agreement.ts';
import type { Evaluate } from './answers.ts';
import { decide, decidesNarrowly, decisionRule } from './decision.ts';
import { fixedBatch } from './model-contract.ts';
import { type Oracle, rowsPerRun } from './oracle.ts';

type Policed = Pick<Contract, 'policy' | 'actions'>;

type Golden = Pick<GoldenVectors, 'inputs' | 'outputs'>;

/** The worst difference that was seen. Row and output count from 0; they are -1 where nothing differs. */
export interface WorstDifference {
  /** In units of tolerance: beyond 1 it is a violation. */
  readonly tolerances: number;
  readonly row: number;
  readonly output: number;
}

/** ARTIFACT-3: how the artifact's answers compare with those of the training framework. */
export interface GoldenAgreement {
  readonly rows: number;
  readonly worst: WorstDifference;
  /** Rows with another action, near-ties left out. */
  readonly actionDisagreements: number;
  readonly nearTies: number;
}

/** ARTIFACT-4: how answers in batches compare with answers to each row alone. */
export interface BatchAgreement {
  /** Batch sizes that were compared with 1; none where the model takes no batches. */
  readonly sizes: readonly number[];
  /** Rows that were compared, over all sizes. */
  readonly rows: number;
  readonly worst: WorstDifference & { readonly size: number };
}

/** What the artifact's own answers say for and against believing it. */
export interface ArtifactExamination {
  readonly golden: GoldenAgreement;
  readonly batches: BatchAgreement;
}

const candidateSizes = [2, 3, 7, 16, 64, rowsPerRun];

export async function examineArtifact(oracle: Oracle, golden: Golden, contract: Policed): Promise<ArtifactExamination> {
  const { policy } = contract;
  const sizes = fixedBatch(oracle.artifact.model, policy) === undefined ? candidateSizes : [];
  return {
    golden: await compareWithGolden(oracle.evaluate, golden, contract),
    batches: await compareBatches(oracle.evaluate, golden, policy, sizes),
  };
}

async function compareWithGolden(evaluate: Evaluate, golden: Golden, contract: Policed): Promise<GoldenAgreement> {
  const { tolerance } = contract.policy;
  const rule = decisionRule(contract);
  const answers = await evaluate(golden.inputs);
  const { rows, width, values: scores } = golden.outputs;
  const actions = new Int32Array(rows);
  const margins = new Float32Array(rows);
  decide(rule, scores, width, actions, margins);

  let actionDisagreements = 0;
  let nearTies = 0;
  for (let row = 0; row < rows; row += 1) {
    const action = actions[row]!;
    const own = rowOf(golden.outputs, row);
    if (decidesNarrowly(rule, own, { action, margin: margins[row]! }, tolerance)) nearTies += 1;
    else if (answers.actions[row] !== action) actionDisagreements += 1;
  }
  const worst = placeOf(largestDifference(answers.scores, scores, tolerance), width);
  return { rows, worst, actionDisagreements, nearTies };
}

/**
 * Every row alone first, then in batches of each size. The second round of a size is shifted by one row, so that each
 * row stands at another position, beside another neighbour.
 */
async function compareBatches(
  evaluate: Evaluate,
  golden: Golden,
  { tolerance }: Contract['policy'],
  sizes: readonly number[],
): Promise<BatchAgreement> {
  const rows = Math.min(golden.inputs.rows, rowsPerRun);
  let worst = { tolerances: 0, row: -1, output: -1, size: 1 };
  if (rows === 0 || sizes.length === 0) return { sizes: [], rows: 0, worst };

  const evaluateRows = (chosen: readonly number[]) =>
    evaluate(gather(golden.inputs, chosen)).then(({ width, scores }) => ({
      rows: chosen.length,
      width,
      values: scores,
    }));
  const everyRow = Array.from({ length: rows }, (_, row) => row);
  const alone = await Promise.all(everyRow.map((row) => evaluateRows([row])));

  let compared = 0;
  for (const size of sizes) {
    for (const chosen of batchesOf(size, rows)) {
      const together = await evaluateRows(chosen);
      compared += size;
      chosen.forEach((row, position) => {
        const { tolerances, index } = largestDifference(rowOf(together, position), alone[row]!.values, tolerance);
        if (tolerances > worst.tolerances) worst = { tolerances, row, output: index, size };
      });
    }
  }
  return { sizes, rows: compared, worst };
}

/** Batches in which every row stands at least twice; beyond the last row, the first follows. */
function* batchesOf(size: number, rows: number): Generator<number[]> {
  for (const shift of [0, 1]) {
    for (let first = shift; first < rows + shift; first += size) {
      yield Array.from({ length: size }, (_, position) => (first + position) % rows);
    }
  }
}

function gather(block: ObservationBlock, rows: readonly number[]): ObservationBlock {
  const { width } = block;
  const values = new Float32Array(rows.length * width);
  rows.forEach((row, position) => {
    values.set(rowOf(block, row), position * width);
  });
  return { rows: rows.length, width, values };
}

function placeOf({ tolerances, index }: LargestDifference, width: number): WorstDifference {
  return index < 0
    ? { tolerances, row: -1, output: -1 }
    : { tolerances, row: Math.floor(index / width), output: index % width };
}
