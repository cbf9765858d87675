import type { BoxSpace } from '../../contract/action-space.ts';
import { type ObservationBlock, rowOf } from '../../contract/observation-block.ts';
import { rowsSentAgain } from '../../history/phase.ts';
import { nominal } from '../../observations/nominal.ts';
import type { Call } from '../call.ts';
import { blockOf, rowCalls } from './row-calls.ts';
import { rowsPerBlock, type Setting } from './setting.ts';

const roundsOfAnswers = 4;
/** Draws show their distribution only in number, and only where the model leaves a choice. */
const roundsOfDraws = 32;
/** Where single rows are all that the protocol takes. */
const roundsOfSingleDraws = 64;
const drawsInBatches = 16_384;
const mostBatches = 512;
const drawsAreSoughtIn = 4_096;
/** Of as many rows the model is the least sure, and of as many the second action is the likeliest among those that are cut off. */
const ofEachKind = 16;
const cutOff = 0.05;
/** Further from the bounds than so many deviations, a distribution is all inside of the box. */
const deviationsInside = 3;
/** Where tanh is as good as 1. */
const mostUnsquashed = Math.atanh(0.999);

/**
 * The same rows, round after round, so that each is asked again among others. Where actions are drawn, the rows are those
 * whose draws show the most; many draws of them follow in requests of many rows, which go through the rows again and again.
 */
export async function* repeatedRows(setting: Setting): AsyncGenerator<readonly Call[]> {
  const { contract, evaluate, protocol } = setting;
  const isDrawn = contract.policy.sampling !== undefined;
  const block = isDrawn ? await tellingRows(setting) : firstRows(setting, rowsSentAgain.repeat);
  const roundsAlone = protocol.maximumRows > 1 ? roundsOfDraws : roundsOfSingleDraws;
  const rounds = isDrawn ? roundsAlone : roundsOfAnswers;
  for (let round = 0; round < rounds; round += 1) {
    yield await rowCalls(block, evaluate, { phase: 'repeat', subject: (row) => row, note: () => `round ${round + 1}` });
  }
  if (isDrawn && protocol.maximumRows > 1) yield* repeatedBatches(setting, block);
}

/** Batches of as many rows as there can be: the rows of the block from the first to the last, and from the first again. */
async function* repeatedBatches(
  { evaluate, protocol }: Setting,
  block: ObservationBlock,
): AsyncGenerator<readonly Call[]> {
  const { scores, width } = await evaluate(block);
  const size = Math.min(protocol.maximumRows, rowsPerBlock);
  const batches = Math.min(Math.ceil(drawsInBatches / size), mostBatches);
  const batchesAtOnce = Math.ceil(rowsPerBlock / size);
  for (let from = 0; from < batches; from += batchesAtOnce) {
    yield Array.from({ length: Math.min(batchesAtOnce, batches - from) }, (_, index) => {
      const batch = from + index;
      const subject = (batch * size) % block.rows;
      const rows = Array.from({ length: size }, (_, row) => (subject + row) % block.rows);
      const content = blockOf(
        rows.map((row) => rowOf(block, row)),
        block.width,
      );
      const expected = blockOf(
        rows.map((row) => scores.subarray(row * width, (row + 1) * width)),
        width,
      ).values;
      return { phase: 'repeat', subject, note: `batch ${batch + 1}`, content, expected };
    });
  }
}

/**
 * Of a box, the rows with the most draws inside of it. Of actions, some of which the model is the least sure; some where
 * the others than the best would just be cut off, if only the likeliest ones were drawn; and those that another temperature
 * would turn the most.
 */
async function tellingRows(setting: Setting): Promise<ObservationBlock> {
  const { contract, evaluate } = setting;
  const { actions, policy } = contract;
  const block = firstRows(setting, drawsAreSoughtIn);
  const { scores, width, margins } = await evaluate(block);
  const every = Array.from(margins, (_, row) => row);
  const valuesOf = (row: number) => scores.subarray(row * width, (row + 1) * width);
  const chosen = new Set<number>();
  const choose = (most: number, value: (row: number) => number) => {
    const left = every.filter((row) => !chosen.has(row));
    for (const row of best(left, value).slice(0, most - chosen.size)) chosen.add(row);
  };
  if (actions.kind === 'box' && typeof policy.sampling === 'object') {
    const { squash } = policy.sampling;
    choose(rowsSentAgain.repeat, (row) => insideOfTheBox(actions, valuesOf(row).subarray(policy.output.size), squash));
  } else {
    const chancesOf = (row: number) => softmax(valuesOf(row).subarray(0, policy.output.size));
    choose(ofEachKind, (row) => -margins[row]!);
    choose(2 * ofEachKind, (row) => {
      const others = 1 - Math.max(...chancesOf(row));
      return others < cutOff ? others : 0;
    });
    choose(rowsSentAgain.repeat, (row) => varianceOfLogChance(chancesOf(row)));
  }
  return blockOf(
    [...chosen].map((row) => rowOf(block, row)),
    block.width,
  );
}

/**
 * By how many deviations the mean lies inside of the bounds, up to where that is enough; then the wider one tells more.
 *
 * @param parameters - the mean of each dimension, then the logarithm of each deviation
 */
function insideOfTheBox({ low, high }: BoxSpace, parameters: Float32Array, squash: 'tanh' | 'clip'): number {
  const each = low.map((lower, dimension) => {
    const [mean, deviation] = [parameters[dimension]!, Math.exp(parameters[low.length + dimension]!)];
    const [least, most] = squash === 'tanh' ? [-mostUnsquashed, mostUnsquashed] : [lower, high[dimension]!];
    const inside = Math.min(mean - least, most - mean) / deviation;
    return Math.min(inside, deviationsInside) + deviation / (most - least) / (1 + deviation / (most - least));
  });
  return Math.min(...each);
}

/** What another temperature turns the most: of two actions, the most where one has a chance of a twelfth. */
function varianceOfLogChance(chances: readonly number[]): number {
  const possible = chances.filter((chance) => chance > 0);
  const mean = possible.reduce((sum, chance) => sum + chance * Math.log(chance), 0);
  return possible.reduce((sum, chance) => sum + chance * (Math.log(chance) - mean) ** 2, 0);
}

function softmax(scores: Float32Array): number[] {
  const most = Math.max(...scores);
  const weights = Array.from(scores, (score) => Math.exp(score - most));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** From the highest on; what is no number comes last. */
function best(rows: readonly number[], value: (row: number) => number): number[] {
  const values = new Map(rows.map((row) => [row, Number.isNaN(value(row)) ? -Number.MAX_VALUE : value(row)]));
  return rows.toSorted((one, other) => values.get(other)! - values.get(one)! || one - other);
}

function firstRows({ space, seed }: Setting, rows: number): ObservationBlock {
  return nominal(space, seed).block(0, rows);
}
