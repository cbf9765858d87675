import { isNearTie } from '../agreement.ts';
import type { OracleAnswers } from '../answers.ts';
import { type Sample, undecided } from './hypothesis.ts';
import { scoresOf } from './sample-rows.ts';

/** Actions of a wrong oracle; undecided where it hardly prefers one, since a correct runtime might choose the other. */
export function decidedActions(answers: OracleAnswers, { tolerance }: Pick<Sample, 'tolerance'>): Int32Array {
  return answers.actions.map((action, row) => {
    const best = scoresOf(answers, row)[action] ?? Number.NaN;
    return isNearTie(answers.margins[row]!, best, tolerance) ? undecided : action;
  });
}
