import type { Contract } from '../contract/contract.ts';
import { decisionOf, decisionRule } from './decision.ts';
import { tailMean } from './quantiles.ts';

type Estimating = Pick<Contract, 'policy' | 'actions' | 'sizing'>;

/**
 * The tail mean of the action that the model itself gives, at the level that sizes its order; undefined where the contract
 * sizes none.
 *
 * @param row - the values that the model gives to one observation
 */
export function ownEstimate(contract: Estimating, row: Float32Array): number | undefined {
  const { actions, sizing } = contract;
  if (sizing === undefined || actions.kind === 'box' || actions.quantiles === undefined) return undefined;
  const { quantiles } = actions;
  const { action } = decisionOf(decisionRule(contract), row);
  return tailMean(row.subarray(action * quantiles, (action + 1) * quantiles), sizing.level);
}
