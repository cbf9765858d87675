import type { Contract } from '../contract/contract.ts';
import type { Decision } from './decision.ts';
import { dueIn } from './due-order.ts';
import { givenAction } from './given-action.ts';
import { ordersInWords } from './order-wording.ts';
import { statedInWords } from './stated-wording.ts';

/**
 * Whether an application decided on this action: by what it stated, or where it states nothing, by what it was given and
 * ordered.
 *
 * @returns undefined where that cannot be told: nothing was to be ordered or was, and it did not go on, either
 */
export function actedOn(
  decision: Pick<Decision, 'given' | 'stated' | 'orders' | 'values'>,
  action: number,
  contract: Pick<Contract, 'actions' | 'sizing'>,
): boolean | undefined {
  const { stated, orders } = decision;
  if (stated.kind !== 'unasked') return stated.kind === 'decided' && stated.action === action;
  if (givenAction(decision) !== action) return false;
  const due = dueIn(contract, decision, action);
  if (due) return orders.some(({ fields }) => due.is(fields));
  if (orders.length > 0) return false;
  return stated.isOver || undefined;
}

/** Nothing can be told of it: it states nothing, ordered nothing, and did not go on to another, so that an order may come. */
export function isOpen({ stated, orders }: Pick<Decision, 'stated' | 'orders'>): boolean {
  return stated.kind === 'unasked' && !stated.isOver && orders.length === 0;
}

/** What it made of it, in words that follow "expected" or "seen". */
export function madeInWords(contract: Contract, { stated, orders }: Pick<Decision, 'stated' | 'orders'>): string {
  if (stated.kind !== 'unasked') return statedInWords(contract, stated);
  return stated.isOver ? ordersInWords(orders) : `${ordersInWords(orders)}, and no other decision after it`;
}
