import type { Tolerance } from '../contract/contract.ts';
import type { OracleAnswers } from '../oracle/answers.ts';
import { type DecisionRule, sureMargin } from '../oracle/decision.ts';

/** How much wider than a near-tie a margin must be that is searched for: it should hold in another runtime, too. */
const widening = 2;

/** A margin that decides, by the size of what is best in some rows. */
export function decisiveMargin(answers: OracleAnswers, rule: DecisionRule, tolerance: Tolerance): number {
  return widening * sureMargin(rule, answers, tolerance);
}
