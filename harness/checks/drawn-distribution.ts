import type { Contract } from '../contract/contract.ts';
import type { RowAnswer } from '../protocols/protocol.ts';
import type { ExpectedAnswer } from './check.ts';
import { gaussianDraws } from './gaussian-draws.ts';
import { softmaxDraws } from './softmax-draws.ts';

/** Something that may happen, and how likely it is. */
export interface Event {
  readonly happened: boolean;
  readonly chance: number;
}

/** Where one draw lies in its distribution. */
export interface Draw {
  /** The share of the distribution before it: of honest draws, uniform from 0 to 1. */
  readonly position: number;
  /** That it is not the best action, or not near to it: what never happens where the best is always answered. */
  readonly away: Event;
}

/** What an endpoint that samples draws the action of one row from, by the oracle. */
export interface DrawnDistribution {
  /** How likely it is to draw what was served, or something less likely; NaN where the oracle has no distribution. */
  chanceOf(served: RowAnswer): number;
  /**
   * What was served as draws: one, or of a box one a dimension; undefined where the distribution is no wider than the
   * tolerance, and so cannot be told from a single value.
   *
   * @param uniform - draws the place within what cannot be told apart, such as one action
   */
  draws(served: RowAnswer, uniform: () => number): readonly (Draw | undefined)[];
  /** That two answers to the row differ, a dimension: what never happens where a draw is repeated. */
  changes(one: RowAnswer, other: RowAnswer, uniform: () => number): readonly (Event | undefined)[];
  /** Adds the chance of each decision: of an action, or of a cell of the box. */
  addDecisions(chances: Float64Array): void;
  /** `a Gaussian of mean 0.4 and deviation 0.1`. */
  inWords(): string;
}

/**
 * No healthy endpoint serves what is less likely: not even in a million answers that each choose between a hundred actions,
 * but for one run in ten thousand.
 */
export const leastChanceOfADraw = 1e-12;

/** Undefined where the endpoint does not draw. */
export function drawnDistribution(contract: Contract, oracle: ExpectedAnswer): DrawnDistribution | undefined {
  const { sampling, output, tolerance } = contract.policy;
  if (sampling === undefined) return undefined;
  if (sampling === 'softmax' || contract.actions.kind !== 'box') {
    return softmaxDraws(oracle.scores.subarray(0, output.size));
  }
  return gaussianDraws(contract.actions, oracle.scores.subarray(output.size), { squash: sampling.squash, tolerance });
}
