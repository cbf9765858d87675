import type { OracleAnswers } from '../answers.ts';
import { decidesNarrowly } from '../decision.ts';
import { type Sample, undecided } from './hypothesis.ts';
import { scoresOf } from './sample-rows.ts';

/** Actions of a wrong oracle; undecided where it hardly prefers one, since a correct runtime might choose the other. */
export function decidedActions(
  answers: OracleAnswers,
  { rule, tolerance }: Pick<Sample, 'rule' | 'tolerance'>,
): Int32Array {
  return answers.actions.map((action, row) => {
    const decision = { action, margin: answers.margins[row]! };
    return decidesNarrowly(rule, scoresOf(answers, row), decision, tolerance) ? undecided : action;
  });
}
