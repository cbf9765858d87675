import { tenths } from '../../contract/action-space.ts';
import { rowOf } from '../../contract/observation-block.ts';
import { agrees } from '../agreement.ts';
import type { OracleAnswers } from '../answers.ts';
import { answerValues, preferences } from '../decision.ts';
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
export function differs(sample: Sample, row: number): boolean {
  return !isServed(sample, row, sample.oracle.actions[row]!, sample.oracle.scores);
}

/**
 * Whether an explanation reproduces the action that was served; a continuous one by its values.
 *
 * @param scores - of all rows, where the explanation says what they are
 */
export function isServed(sample: Sample, row: number, action: number, scores: Float32Array | undefined): boolean {
  if (sample.rule.kind === 'value' && sample.servedScores && scores) return servedTheScores(sample, row, scores);
  return action === sample.served[row];
}

/** The sample with these rows alone. */
export function rowsOfSample(sample: Sample, rows: readonly number[]): Sample {
  const { observations, oracle, servedScores, discretised } = sample;
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
    discretised: discretised && {
      ...discretised,
      served: Int32Array.from(rows, (row) => discretised.served[row]!),
    },
    forFitting: Uint8Array.from(rows, (row) => sample.forFitting[row]!),
    circumstances: rows.map((row) => sample.circumstances[row]!),
  };
}

/** Whether the scores served to a row are these. */
export function servedTheScores(
  { servedScores, oracle: { width }, rule, tolerance }: Sample,
  row: number,
  scores: Float32Array,
  scoresRow = row,
): boolean {
  if (!servedScores) return false;
  for (let index = 0; index < answerValues(rule); index += 1) {
    if (!agrees(servedScores[row * width + index]!, scores[scoresRow * width + index]!, tolerance)) return false;
  }
  return true;
}

/** Scores of one row, as a view. */
export function scoresOf({ rows, width, scores }: OracleAnswers, row: number): Float32Array {
  return rowOf({ rows, width, values: scores }, row);
}

/**
 * How likely it is that a model which gives these values is what served an action, as a logarithm: by how near the scores are
 * that were served with it, which tell far more; else by softmax over what it is chosen by; of a continuous action, by how near
 * the two are, in tenths of the box.
 *
 * @param values - that a wrong oracle gives to the row
 */
export function likelihoodOf(
  { rule, served, servedScores, oracle }: Sample,
  row: number,
  values: Float32Array,
): number {
  const stated = servedScores?.subarray(row * oracle.width, row * oracle.width + values.length);
  if (rule.kind !== 'value') {
    if (stated?.every(Number.isFinite)) return -Math.log1p(Math.sqrt(meanSquare(stated, values)));
    return logProbability(preferences(rule, values, values.length, 1), served[row]!);
  }
  if (!servedScores) return 0;
  return -rule.low.reduce((sum, low, dimension) => {
    const apart = Math.abs(servedScores[row * oracle.width + dimension]! - values[dimension]!);
    return sum + (apart / (rule.high[dimension]! - low)) * tenths;
  }, 0);
}

/** Mean of the squared differences. */
export function meanSquare(one: ArrayLike<number>, other: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < one.length; index += 1) sum += (one[index]! - other[index]!) ** 2;
  return sum / one.length;
}

/** Logarithm of the probability of an action, by softmax over the scores of one row. */
export function logProbability(scores: Float32Array, action: number): number {
  let best = Number.NEGATIVE_INFINITY;
  for (const score of scores) best = Math.max(best, score);
  let sum = 0;
  for (const score of scores) sum += Math.exp(score - best);
  return (scores[action] ?? Number.NaN) - best - Math.log(sum);
}
