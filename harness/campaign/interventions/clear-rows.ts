import type { Contract } from '../../contract/contract.ts';
import { noAction } from '../../contract/no-action.ts';
import { type ObservationBlock, rowOf } from '../../contract/observation-block.ts';
import type { Evaluate } from '../../oracle/answers.ts';
import { decidesNarrowly, decisionRule } from '../../oracle/decision.ts';

/** A row that a policy decides clearly, and how. */
export interface ClearRow {
  readonly row: number;
  readonly scores: Float32Array;
  readonly action: number;
}

/** The rows of a block that a policy decides so clearly that another correct runtime must decide them alike. */
export async function clearRows(contract: Contract, block: ObservationBlock, evaluate: Evaluate): Promise<ClearRow[]> {
  const rule = decisionRule(contract);
  const { rows, width, scores, actions, margins } = await evaluate(block);
  return Array.from({ length: rows }, (_, row): ClearRow => {
    return { row, scores: rowOf({ rows, width, values: scores }, row), action: actions[row]! };
  }).filter(({ row, scores: own, action }) => {
    const decision = { action, margin: margins[row]! };
    return action !== noAction && !decidesNarrowly(rule, own, decision, contract.policy.tolerance);
  });
}
