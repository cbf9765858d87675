import type { Tolerance } from '../contract/contract.ts';

/** Whether `seen` is `expected` within `absolute + relative * |expected|`. NaN agrees with nothing, not even with NaN. */
export function agrees(seen: number, expected: number, { absolute, relative }: Tolerance): boolean {
  if (seen === expected) return true;
  // Beside an infinity the tolerance would be infinite as well, and everything would agree.
  if (!Number.isFinite(expected)) return false;
  return Math.abs(seen - expected) <= absolute + relative * Math.abs(expected);
}

/** How far `seen` is from `expected`, where 1 is as far as tolerance goes; infinite where either is NaN. */
export function differenceInTolerances(seen: number, expected: number, { absolute, relative }: Tolerance): number {
  if (seen === expected) return 0;
  if (!Number.isFinite(expected)) return Number.POSITIVE_INFINITY;
  const difference = Math.abs(seen - expected) / (absolute + relative * Math.abs(expected));
  return Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
}

export interface LargestDifference {
  /** In units of tolerance; 0 where nothing differs, infinite where something is NaN. */
  readonly tolerances: number;
  /** Where it stands in the arrays; -1 where nothing differs. */
  readonly index: number;
}

/** The worst place of two arrays of equal length. */
export function largestDifference(
  seen: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: Tolerance,
): LargestDifference {
  if (seen.length !== expected.length) {
    throw new RangeError(`arrays of ${seen.length} and ${expected.length} values cannot be compared`);
  }
  let tolerances = 0;
  let index = -1;
  for (let at = 0; at < seen.length; at += 1) {
    const difference = differenceInTolerances(seen[at]!, expected[at]!, tolerance);
    if (difference > tolerances) {
      tolerances = difference;
      index = at;
    }
  }
  return { tolerances, index };
}

/**
 * Whether two correct runtimes may choose differently between the best two scores: each may be off by its tolerance,
 * so that only a margin beyond twice the larger one decides.
 *
 * @param margin - best score minus second best, of the oracle
 * @param best - the best score, of the oracle
 */
export function isNearTie(margin: number, best: number, { absolute, relative }: Tolerance): boolean {
  // An infinite margin, as beside an action that is masked with -Infinity, is no tie, whatever the second best is.
  if (margin === 0) return true;
  if (!Number.isFinite(margin)) return false;
  const largest = Math.max(Math.abs(best), Math.abs(best - margin));
  return margin <= 2 * (absolute + relative * largest);
}
