import { tenths } from '../contract/action-space.ts';
import type { OracleAnswers } from './answers.ts';
import { type DecisionRule, preferences } from './decision.ts';

/** What a policy must be seen to reach, and how near a row is to it: the actions, or the tenths of each dimension. */
export interface Targets {
  readonly count: number;
  /** What decides, a row: one score an action, or the values of a continuous action. */
  readonly width: number;
  /** Whether what decides is which of the preferences is best, so that only their differences mean something. */
  readonly rivals: boolean;
  /** `width` values a row, row after row. */
  preferences(answers: OracleAnswers): Float32Array;
  /**
   * How surely a row reaches a target; negative where it does not, and then how much it lacks. NaN beside a NaN.
   *
   * Of a discrete action, its score less the best other; of a tenth of a box, the distance to the nearer end of the
   * tenth, as a share of the range of its dimension.
   *
   * @param preferred - of one row
   * @param target - index of the action, or `dimension * 10 + tenth`
   */
  margin(preferred: ArrayLike<number>, target: number): number;
}

export function targetsOf(rule: DecisionRule): Targets {
  const box = rule.kind === 'value';
  const width = box ? rule.low.length : rule.count;
  return {
    count: box ? width * tenths : width,
    width,
    rivals: !box,
    preferences: ({ scores, width: answered, rows }) => preferences(rule, scores, answered, rows),
    margin: (preferred, target) => (box ? marginInBox(rule, preferred, target) : lead(preferred, target, width)),
  };
}

function lead(scores: ArrayLike<number>, target: number, count: number): number {
  let best = Number.NEGATIVE_INFINITY;
  for (let action = 0; action < count; action += 1) {
    const score = scores[action]!;
    if (Number.isNaN(score)) return Number.NaN;
    if (action !== target && score > best) best = score;
  }
  return scores[target]! - best;
}

function marginInBox(
  { low, high }: Extract<DecisionRule, { kind: 'value' }>,
  action: ArrayLike<number>,
  target: number,
): number {
  const dimension = Math.floor(target / tenths);
  const part = target % tenths;
  const span = (high[dimension]! - low[dimension]!) / tenths;
  const place = (action[dimension]! - low[dimension]!) / span;
  // The outermost tenths end with the box: what lies on its bound is as far within as can be.
  const below = part === 0 ? Number.POSITIVE_INFINITY : place - part;
  const above = part === tenths - 1 ? Number.POSITIVE_INFINITY : part + 1 - place;
  return Math.min(below, above) / tenths;
}
