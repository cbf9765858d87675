import type { Contract } from '../contract/contract.ts';
import { type DueOrder, dueOrder } from '../contract/order-of.ts';
import type { Decision } from './decision.ts';
import { givenEstimate } from './given-action.ts';

/** The order that must come of an action in the market that was shown, sized by what the application was given. */
export function dueIn(
  contract: Pick<Contract, 'actions' | 'sizing'>,
  { values, given }: Pick<Decision, 'values' | 'given'>,
  action: number,
): DueOrder | undefined {
  return dueOrder(contract, action, { values, estimate: givenEstimate({ given }) });
}
