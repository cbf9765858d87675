import { rowOf } from '../../contract/observation-block.ts';
import { agrees } from '../agreement.ts';
import type { OracleAnswers } from '../answers.ts';
import type { Sample } from './hypothesis.ts';

/** Indices of the rows that parameters may be fitted to. */
export function fittingRows({ forFitting }: Sample): number[] {
  return indicesWhere(forFitting, (flag) => flag === 1);
}

export function indicesWhere(values: ArrayLike<number>, wanted: (value: number, index: number) => boolean): number[] {
  const indices: number[] = [];
  for (let index = 0; index < values.length; index += 1) {
    if (wanted(values[index]!, index)) indices.push(index);
  }
  return indices;
}

/** Whether another action was served than the model gives. */
export function differs({ served, oracle }: Sample, row: number): boolean {
  return served[row] !== oracle.actions[row];
}

/** The sample with these rows alone. */
export function rowsOfSample(sample: Sample, rows: readonly number[]): Sample {
  const { observations, oracle, servedScores } = sample;
  const gather = (values: Float32Array, width: number) => {
    const gathered = new Float32Array(rows.length * width);
    rows.forEach((row, index) => {
      gathered.set(values.subarray(row * width, (row + 1) * width), index * width);
    });
    return gathered;
  };
  return {
    ...sample,
    observations: {
      rows: rows.length,
      width: observations.width,
      values: gather(observations.values, observations.width),
    },
    oracle: {
      rows: rows.length,
      width: oracle.width,
      scores: gather(oracle.scores, oracle.width),
      actions: Int32Array.from(rows, (row) => oracle.actions[row]!),
      margins: Float32Array.from(rows, (row) => oracle.margins[row]!),
    },
    served: Int32Array.from(rows, (row) => sample.served[row]!),
    servedScores: servedScores && gather(servedScores, oracle.width),
    forFitting: Uint8Array.from(rows, (row) => sample.forFitting[row]!),
    circumstances: rows.map((row) => sample.circumstances[row]!),
  };
}

/** Whether the scores served to a row are these. */
export function servedTheScores(
  { servedScores, oracle: { width }, tolerance }: Sample,
  row: number,
  scores: Float32Array,
  scoresRow = row,
): boolean {
  if (!servedScores) return false;
  for (let index = 0; index < width; index += 1) {
    if (!agrees(servedScores[row * width + index]!, scores[scoresRow * width + index]!, tolerance)) return false;
  }
  return true;
}

/** Scores of one row, as a view. */
export function scoresOf({ rows, width, scores }: OracleAnswers, row: number): Float32Array {
  return rowOf({ rows, width, values: scores }, row);
}

/** Logarithm of the probability of an action, by softmax over the scores of one row. */
export function logProbability(scores: Float32Array, action: number): number {
  let best = Number.NEGATIVE_INFINITY;
  for (const score of scores) best = Math.max(best, score);
  let sum = 0;
  for (const score of scores) sum += Math.exp(score - best);
  return (scores[action] ?? Number.NaN) - best - Math.log(sum);
}
