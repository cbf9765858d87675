import { tenths } from '../contract/action-space.ts';
import type { OracleAnswers } from './answers.ts';
import { type DecisionRule, preference } from './decision.ts';

/**
 * How surely a row reaches a target; negative where it does not, and then how much it lacks.
 *
 * Of a discrete action, its score less the best other; of a tenth of a box, the distance to the nearer end of the tenth.
 *
 * @param target - index of the action, or `dimension * 10 + tenth`
 */
export function targetMargin(rule: DecisionRule, answers: OracleAnswers, row: number, target: number): number {
  const { scores, width, actions, margins } = answers;
  switch (rule.kind) {
    case 'argmax': {
      const best = actions[row]!;
      return target === best ? margins[row]! : scores[row * width + target]! - scores[row * width + best]!;
    }
    case 'mean-argmax': {
      const best = actions[row]!;
      if (target === best) return margins[row]!;
      const own = scores.subarray(row * width, (row + 1) * width);
      return preference(rule, own, target) - preference(rule, own, best);
    }
    case 'value': {
      const dimension = Math.floor(target / tenths);
      const part = target % tenths;
      const span = (rule.high[dimension]! - rule.low[dimension]!) / tenths;
      const place = (scores[row * width + dimension]! - rule.low[dimension]!) / span;
      // The outermost tenths end with the box: what lies on its bound is as far within as can be.
      const below = part === 0 ? Number.POSITIVE_INFINITY : place - part;
      const above = part === tenths - 1 ? Number.POSITIVE_INFINITY : part + 1 - place;
      return Math.min(below, above) * span;
    }
  }
}
