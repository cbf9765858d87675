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
  /**
   * The share that lies before it of what it is told apart from: the values between the bounds, or the actions other than
   * the best. Of honest draws, uniform from 0 to 1. Undefined at a bound, and of the best action.
   */
  readonly position: number | undefined;
  /** That it is not the best action, or not near to it: what never happens where the best is always answered. */
  readonly away: Event;
  /** That it is one of the least likely actions: what never happens where only the likelier ones are drawn. */
  readonly rare?: Event | undefined;
  /** That it lies at the lower bound, and at the upper one. */
  readonly atBounds: readonly Event[];
  /** The standard normal draw that has its place, which draws of other rows are compared with; undefined at a bound. */
  readonly score: number | undefined;
  /** Between which numbers that score lies, whatever the tolerance moved; undefined where its place within an action is ours. */
  readonly scoreRange?: readonly [number, number] | undefined;
  /** Which of several actions was drawn. */
  readonly choice?: Choice | undefined;
}

/** One of several actions: the chance of the one that was drawn, and those of all that can be. */
export interface Choice {
  readonly drawn: number;
  readonly chances: readonly number[];
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
