import type { Tolerance } from '../contract/contract.ts';
import type { Feature } from '../contract/feature.ts';
import { agrees } from '../oracle/agreement.ts';

/** How what was seen of a feature follows from what training computed. */
export type FeatureRelation =
  /** Always the same value from the first difference on, whatever was expected; NaN may be it. */
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'shift'; readonly by: number }
  | { readonly kind: 'scale'; readonly factor: number }
  | { readonly kind: 'affine'; readonly factor: number; readonly by: number }
  /** What was expected so many observations before; below 0, after: it looks ahead. */
  | { readonly kind: 'lag'; readonly observations: number }
  /** What was expected of another feature. */
  | { readonly kind: 'exchange'; readonly feature: number }
  /** Held within bounds that training does not have; at least one of them. */
  | { readonly kind: 'clipped'; readonly minimum?: number; readonly maximum?: number }
  /** Beyond the range that training holds it within. */
  | { readonly kind: 'unclipped' }
  /** The same value wherever it differs, while other observations are right. */
  | { readonly kind: 'filled'; readonly value: number }
  | { readonly kind: 'otherwise' };

/** What is known of one feature in many observations, in their order. */
export interface ComparedFeature {
  readonly index: number;
  readonly feature: Feature;
  readonly seen: Float32Array;
  /** Of every feature, this one among them. */
  readonly expected: readonly Float32Array[];
  /** The observations that differ, ascending; at least one. */
  readonly differing: readonly number[];
  readonly tolerance: Tolerance;
}

type Explanation = (compared: ComparedFeature) => FeatureRelation | undefined;

const longestLag = 64;

/** Values that lie apart: fewer are explained by too many relations. */
const enoughToTell = 8;
/** Of a relation with one number in it, which no other choice explains as exactly. */
const enoughForOneNumber = 4;

const exactly: Tolerance = { relative: 0, absolute: 0 };

/** Of float32, in what was expected and in what was seen. */
const rounding = 2 ** -22;

/** What no tolerance is taken to lie below, so that an exact 0 does not outweigh everything. */
const smallest = 1e-9;

/**
 * The simplest relation that explains every observation that differs, within tolerance.
 *
 * None is believed where fewer than eight different values tell it from another one; four, of a factor or a shift alone.
 */
export function featureRelation(compared: ComparedFeature): FeatureRelation {
  for (const explain of [constant, shift, scale, affine, lag, exchange, clipped, unclipped, filled]) {
    const relation = explain(compared);
    if (relation) return relation;
  }
  return { kind: 'otherwise' };
}

const constant: Explanation = ({ index, seen, expected, differing, tolerance }) => {
  const first = differing[0]!;
  const value = seen[first]!;
  if (!seen.subarray(first).every((other) => isSame(other, value))) return undefined;
  return tells(expected[index]!, differing, tolerance) ? { kind: 'constant', value } : undefined;
};

const shift: Explanation = (compared) => {
  const mean = meanOf(compared);
  const by = mean((expected, seen) => seen - expected);
  return follows(compared, 1, by) ? { kind: 'shift', by } : undefined;
};

const scale: Explanation = (compared) => {
  const mean = meanOf(compared);
  const factor = mean((expected, seen) => seen * expected) / mean((expected) => expected ** 2);
  return follows(compared, factor, 0) ? { kind: 'scale', factor } : undefined;
};

const affine: Explanation = (compared) => {
  const mean = meanOf(compared);
  const middle = mean((expected) => expected);
  const seenMiddle = mean((_, seen) => seen);
  const factor =
    mean((expected, seen) => (expected - middle) * (seen - seenMiddle)) / mean((expected) => (expected - middle) ** 2);
  const by = seenMiddle - factor * middle;
  return follows(compared, factor, by) ? { kind: 'affine', factor, by } : undefined;
};

const lag: Explanation = ({ index, seen, expected, differing, tolerance }) => {
  const own = expected[index]!;
  // What stands before the first observation, or after the last, is not known.
  const isKnown = (row: number) => row >= 0 && row < own.length;
  const isLag = (observations: number) =>
    differing.every((row) => !isKnown(row - observations) || agrees(seen[row]!, own[row - observations]!, tolerance)) &&
    tells(
      seen,
      differing.filter((row) => isKnown(row - observations)),
      tolerance,
    );
  for (let observations = 1; observations <= longestLag; observations += 1) {
    for (const signed of [observations, -observations]) {
      if (isLag(signed)) return { kind: 'lag', observations: signed };
    }
  }
  return undefined;
};

const exchange: Explanation = ({ index, seen, expected, differing, tolerance }) => {
  const feature = expected.findIndex(
    (other, at) => at !== index && differing.every((row) => agrees(seen[row]!, other[row]!, tolerance)),
  );
  return feature >= 0 && tells(seen, differing, tolerance) ? { kind: 'exchange', feature } : undefined;
};

const clipped: Explanation = ({ index, seen, expected, differing, tolerance }) => {
  const own = expected[index]!;
  const first = differing[0]!;
  const raised = differing.find((row) => seen[row]! > own[row]!);
  const lowered = differing.find((row) => seen[row]! < own[row]!);
  const minimum = raised === undefined ? Number.NEGATIVE_INFINITY : seen[raised]!;
  const maximum = lowered === undefined ? Number.POSITIVE_INFINITY : seen[lowered]!;
  const held = own
    .subarray(first)
    .every((value, after) => agrees(seen[first + after]!, Math.min(Math.max(value, minimum), maximum), tolerance));
  if (!held || !tells(own, differing, tolerance)) return undefined;
  return {
    kind: 'clipped',
    ...(raised === undefined ? {} : { minimum }),
    ...(lowered === undefined ? {} : { maximum }),
  };
};

const unclipped: Explanation = ({ index, seen, expected, differing, tolerance, feature: { minimum, maximum } }) => {
  const own = expected[index]!;
  const beyond = differing.every((row) => {
    const [value, due] = [seen[row]!, own[row]!];
    return (value > maximum && agrees(due, maximum, tolerance)) || (value < minimum && agrees(due, minimum, tolerance));
  });
  return beyond && tells(seen, differing, tolerance) ? { kind: 'unclipped' } : undefined;
};

const filled: Explanation = ({ index, seen, expected, differing, tolerance }) => {
  const value = seen[differing[0]!]!;
  if (!differing.every((row) => isSame(seen[row]!, value))) return undefined;
  return tells(expected[index]!, differing, tolerance) ? { kind: 'filled', value } : undefined;
};

/** Whether every observation that differs is `factor` times what was expected, plus `by`, each as good as its tolerance. */
function follows(
  { index, seen, expected, differing, tolerance }: ComparedFeature,
  factor: number,
  by: number,
): boolean {
  const own = expected[index]!;
  const { absolute, relative } = tolerance;
  const explained = differing.every((row) => {
    const part = factor * own[row]!;
    // The tolerance is one of the feature as training has it: what scales the feature scales it as well.
    const bound = Math.abs(factor) * absolute + relative * Math.abs(part) + rounding * (Math.abs(part) + Math.abs(by));
    return Math.abs(seen[row]! - part - by) <= bound;
  });
  const enough = factor === 1 || by === 0 ? enoughForOneNumber : enoughToTell;
  return explained && tells(own, differing, tolerance, enough) && tells(seen, differing, exactly, enough);
}

function isSame(one: number, other: number): boolean {
  return one === other || (Number.isNaN(one) && Number.isNaN(other));
}

/** Whether enough of the values at `rows` lie further apart than tolerance. */
function tells(
  values: Float32Array,
  rows: readonly number[],
  { absolute, relative }: Tolerance,
  enough = enoughToTell,
): boolean {
  if (rows.length < enoughToTell) return false;
  let apart = 0;
  let last = Number.NEGATIVE_INFINITY;
  for (const value of Float32Array.from(rows, (row) => values[row]!).sort()) {
    if (!(value - last > absolute + relative * Math.abs(value))) continue;
    apart += 1;
    if (apart === enough) return true;
    last = value;
  }
  return false;
}

/** Means over the observations that differ, in which those count most whose values are known best. */
function meanOf({ index, seen, expected, differing, tolerance: { absolute, relative } }: ComparedFeature) {
  const own = expected[index]!;
  const weights = differing.map((row) => 1 / (smallest + absolute + (relative + rounding) * Math.abs(own[row]!)) ** 2);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return (value: (expected: number, seen: number) => number): number =>
    differing.reduce((sum, row, at) => sum + weights[at]! * value(own[row]!, seen[row]!), 0) / total;
}
