import type { Tolerance } from '../contract/contract.ts';
import { rowOf } from '../contract/observation-block.ts';
import type { OracleAnswers } from '../oracle/answers.ts';
import { type DecisionRule, preference } from '../oracle/decision.ts';

/** How much wider than a near-tie a margin must be that is searched for: it should hold in another runtime, too. */
const widening = 2;

/** A margin that decides, by the size of what is best in some rows: what nearly ties with it is as large. */
export function decisiveMargin(
  { rows, width, scores, actions }: OracleAnswers,
  rule: DecisionRule,
  { absolute, relative }: Tolerance,
): number {
  let largest = 0;
  for (let row = 0; row < rows; row += 1) {
    const best = Math.abs(preference(rule, rowOf({ rows, width, values: scores }, row), actions[row]!));
    if (best > largest) largest = best;
  }
  return widening * 2 * (absolute + relative * largest);
}
