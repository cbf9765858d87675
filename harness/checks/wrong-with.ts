import type { Contract } from '../contract/contract.ts';
import { agrees } from '../oracle/agreement.ts';
import { decisionRule, isAsGood } from '../oracle/decision.ts';
import type { RowAnswer } from '../protocols/protocol.ts';
import type { ExpectedAnswer, Finding } from './check.ts';
import { actionName, replyInWords } from './wording.ts';

/** Whether a correct runtime could choose this action: the oracle's, or in a near-tie one that is as near to the best. */
export function couldBeTheModels(contract: Contract, action: number, oracle: ExpectedAnswer): boolean {
  if (action === oracle.action) return true;
  const decisions = { action: oracle.action, other: action };
  return oracle.nearTie && isAsGood(decisionRule(contract), oracle.scores, decisions, contract.policy.tolerance);
}

/** What is wrong with the answer to one row; undefined where a correct runtime could have given it. */
export function wrongWith(
  contract: Contract,
  served: RowAnswer,
  oracle: ExpectedAnswer,
): Pick<Finding, 'about' | 'expected' | 'seen'> | undefined {
  const { tolerance } = contract.policy;
  if (!couldBeTheModels(contract, served.action, oracle)) {
    return {
      about: "the served action is not the model's",
      expected: `action ${actionName(contract, oracle.action)}, by a margin of ${oracle.margin.toPrecision(3)}`,
      seen: replyInWords(contract, { kind: 'answered', rows: [served] }),
    };
  }
  const wrong = served.scores?.findIndex(
    (score, index) => !agrees(score, oracle.scores[index] ?? Number.NaN, tolerance),
  );
  if (served.scores === undefined || wrong === undefined || wrong < 0) return undefined;
  return {
    about: "the served scores are not the model's",
    expected: `score ${oracle.scores[wrong]} for action ${actionName(contract, wrong)}`,
    seen: `score ${served.scores[wrong]}`,
  };
}
