import { answerWidth, type Contract } from '../contract/contract.ts';
import { decide, decidesNarrowly, decisionRule } from '../oracle/decision.ts';
import type { ExpectedAnswer } from './check.ts';

/** The oracle's values as answers: one a row; none where it was not asked. */
export function expectedAnswers(values: Float32Array, contract: Contract): ExpectedAnswer[] {
  const width = answerWidth(contract.policy);
  const { tolerance } = contract.policy;
  const rule = decisionRule(contract);
  const rows = values.length / width;
  const actions = new Int32Array(rows);
  const margins = new Float32Array(rows);
  decide(rule, values, width, actions, margins);
  return Array.from(actions, (action, row) => {
    const scores = values.subarray(row * width, (row + 1) * width);
    const margin = margins[row]!;
    return { action, margin, nearTie: decidesNarrowly(rule, scores, { action, margin }, tolerance), scores };
  });
}
