import type { Sample } from '../oracle/hypotheses/hypothesis.ts';
import { indicesWhere, meanSquare, servedTheScores } from '../oracle/hypotheses/sample-rows.ts';
import type { Diagnosis } from './diagnosis.ts';

const fewestRows = 64;
/** Share of the rows whose scores are not the model's; at the bounds of its output, they may be all the same. */
const leastOff = 0.3;
/** Root mean square of the differences, as a share of the spread of the scores over the rows. */
const mostApart = 0.25;
/** A row that is further off than so many times the root mean square has another reason. */
const furthest = 4;
const leastExplained = 0.95;

/**
 * Whether something close to the model answers, as of weights, features or sums that are rounded: by the scores, which then
 * are off in many rows, and nowhere by much. What exactly it is, nobody can tell; that it is no other policy, and no heuristic.
 */
export function nearDiagnosis(sample: Sample): Diagnosis | null {
  const { servedScores, oracle } = sample;
  if (!servedScores) return null;
  const { width, scores } = oracle;
  const rowOf = (values: Float32Array, row: number) => values.subarray(row * width, (row + 1) * width);
  const rows = indicesWhere(sample.served, (_, row) => rowOf(servedScores, row).every(Number.isFinite));
  const off = rows.filter((row) => !servedTheScores(sample, row, scores));
  if (rows.length < fewestRows || off.length < leastOff * rows.length) return null;

  const means = Array.from({ length: width }, (_, index) =>
    mean(rows.map((row) => rowOf(scores, row)[index] ?? Number.NaN)),
  );
  const spread = mean(rows.map((row) => meanSquare(rowOf(scores, row), means)));
  const apart = new Map(rows.map((row) => [row, meanSquare(rowOf(servedScores, row), rowOf(scores, row))]));
  const usual = mean([...apart.values()]);
  const share = Math.sqrt(usual / spread);
  if (!(share <= mostApart)) return null;
  const explained = rows.filter((row) => apart.get(row)! <= furthest ** 2 * usual).length;
  if (explained < leastExplained * rows.length) return null;
  return {
    hypothesis: 'near-the-model',
    sentence: `something close to the model answers, as of rounded weights or features: off by ${percent(share)} of the spread of its output`,
    explained,
    of: rows.length,
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(2))} %`;
}
