import { type ObservationBlock, rowOf } from '../contract/observation-block.ts';
import type { Evaluate, OracleAnswers } from '../oracle/answers.ts';
import { allowsSomething } from './allowed-actions.ts';
import { neighbours } from './neighbours.ts';
import { nominal } from './nominal.ts';
import { levelOf, type ObservationSpace, valueAt } from './observation-space.ts';
import { RowStream } from './row-stream.ts';

export interface InfluenceOptions {
  /** Pairs wanted for each feature. */
  readonly perFeature: number;
  /** An action counts as flipped only where both rows have a margin above this. */
  readonly minimumMargin: number;
  /** A feature that changes no score by more than this is without influence; the tolerance of the contract, say. */
  readonly minimumChange: number;
  /** Rows from which the pairs are made. */
  readonly baseRows?: number;
}

export interface InfluencePair {
  readonly base: Float32Array;
  /** The base with another value in one feature. */
  readonly altered: Float32Array;
  /** Whether the oracle's action differs, both margins being above the minimum. */
  readonly flips: boolean;
  /** The largest difference in one score. */
  readonly change: number;
}

export interface FeatureInfluence {
  readonly feature: number;
  /** False where no row tried changed any score by more than `minimumChange`. */
  readonly influences: boolean;
  /** From different base rows; those that flip the action first, then by the greatest change. */
  readonly pairs: readonly InfluencePair[];
}

export interface Influence {
  /** One entry a feature, in order. */
  readonly features: readonly FeatureInfluence[];
  /** How many rows the oracle was asked about. */
  readonly asked: number;
}

/** Values tried for each feature of each base row. */
const alterations = 4;

/**
 * What each feature does to the oracle's answer, as pairs of rows in which it alone differs.
 *
 * The base rows are neighbours, since near a border between actions one feature can turn the answer, and nominal rows
 * where there are too few of those. Each is altered `alterations` times in each feature; one block a feature.
 */
export async function influence(
  space: ObservationSpace,
  seed: number,
  evaluate: Evaluate,
  options: InfluenceOptions,
): Promise<Influence> {
  const { baseRows = 64, minimumMargin } = options;
  const near = await neighbours(space, seed, evaluate, { pairs: Math.ceil(baseRows / 2), minimumMargin });
  const bases = nominal(space, seed).block(0, baseRows);
  near.pairs
    .flatMap(({ one, other }) => [one, other])
    .slice(0, baseRows)
    .forEach((row, index) => {
      rowOf(bases, index).set(row);
    });
  const before = await evaluate(bases);

  const stream = new RowStream(seed, 'influence');
  const features: FeatureInfluence[] = [];
  for (let feature = 0; feature < space.width; feature += 1) {
    const altered = alter(space, stream, bases, feature);
    features.push(judge(feature, bases, before, altered, await evaluate(altered), options));
  }
  return { features, asked: near.asked + baseRows * (1 + alterations * space.width) };
}

/** Alteration `n` of base row `r` is row `r * alterations + n`. */
function alter(space: ObservationSpace, stream: RowStream, bases: ObservationBlock, feature: number): ObservationBlock {
  const { width } = bases;
  const rows = bases.rows * alterations;
  const altered = { rows, width, values: new Float32Array(rows * width) };
  for (let row = 0; row < rows; row += 1) {
    const target = rowOf(altered, row);
    target.set(rowOf(bases, Math.floor(row / alterations)));
    target[feature] = alteredValue(space, stream, feature, target[feature]!, row % alterations);
    // What would allow nothing stays as it is.
    if (!allowsSomething(space, target)) target[feature] = rowOf(bases, Math.floor(row / alterations))[feature]!;
  }
  return altered;
}

/** Where there is an order, and many levels, either end, then any level; or else each of the other levels in turn. */
function alteredValue(
  space: ObservationSpace,
  stream: RowStream,
  feature: number,
  value: number,
  turn: number,
): number {
  const low = space.lowest[feature]!;
  const levels = space.highest[feature]! - low + 1;
  const ordered = space.kind[feature] === 'real' || (space.kind[feature] === 'integer' && levels > alterations + 1);
  if (ordered || levels < 2) {
    const level = turn === 0 ? low : turn === 1 ? low + levels - 1 : low + stream.below(levels);
    return valueAt(space, feature, level);
  }
  const others = 1 + ((stream.below(levels - 1) + turn) % (levels - 1));
  return valueAt(space, feature, low + ((levelOf(space, feature, value) - low + others) % levels));
}

function judge(
  feature: number,
  bases: ObservationBlock,
  before: OracleAnswers,
  altered: ObservationBlock,
  after: OracleAnswers,
  { perFeature, minimumMargin, minimumChange }: InfluenceOptions,
): FeatureInfluence {
  const best: { row: number; base: number; flips: boolean; change: number }[] = [];
  for (let base = 0; base < bases.rows; base += 1) {
    const tried = Array.from({ length: alterations }, (_, turn) => {
      const row = base * alterations + turn;
      const flips =
        before.actions[base] !== after.actions[row] &&
        before.margins[base]! > minimumMargin &&
        after.margins[row]! > minimumMargin;
      return { row, base, flips, change: largestChange(before, base, after, row) };
    });
    best.push(tried.sort(byEffect)[0]!);
  }
  best.sort(byEffect);
  return {
    feature,
    influences: best.some(({ change }) => change > minimumChange),
    pairs: best.slice(0, perFeature).map(({ row, base, flips, change }) => ({
      base: rowOf(bases, base).slice(),
      altered: rowOf(altered, row).slice(),
      flips,
      change,
    })),
  };
}

function byEffect(one: { flips: boolean; change: number }, other: { flips: boolean; change: number }): number {
  return Number(other.flips) - Number(one.flips) || other.change - one.change;
}

function largestChange(before: OracleAnswers, base: number, after: OracleAnswers, row: number): number {
  let largest = 0;
  for (let score = 0; score < before.width; score += 1) {
    const change = Math.abs(before.scores[base * before.width + score]! - after.scores[row * after.width + score]!);
    if (change > largest) largest = change;
  }
  return largest;
}
