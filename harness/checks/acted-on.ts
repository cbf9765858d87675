import type { Contract } from '../contract/contract.ts';
import { orderOf } from '../contract/order-of.ts';
import type { Decision } from './decision.ts';
import { givenAction } from './given-action.ts';
import { isOrder, ordersInWords } from './order-wording.ts';
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
  contract: Pick<Contract, 'actions'>,
): boolean | undefined {
  const { stated, orders, values } = decision;
  if (stated.kind !== 'unasked') return stated.kind === 'decided' && stated.action === action;
  if (givenAction(decision) !== action) return false;
  const expected = orderOf(contract, action, values);
  if (expected) return orders.some(({ fields }) => isOrder(fields, expected));
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
