import type { Contract } from '../contract/contract.ts';
import { orderOf } from '../contract/order-of.ts';
import type { Decision } from './decision.ts';
import { givenAction } from './given-action.ts';
import { isOrder, ordersInWords } from './order-wording.ts';
import { statedInWords } from './stated-wording.ts';

/** Whether the application decided on this action. One that states nothing shows it by what it was given, and what it ordered. */
export function decides(contract: Contract, decision: Decision, action: number): boolean {
  const { stated, orders, values } = decision;
  if (stated.kind !== 'unasked') return stated.kind === 'decided' && stated.action === action;
  const expected = orderOf(contract, action, values);
  const ordered = expected ? orders.some(({ fields }) => isOrder(fields, expected)) : orders.length === 0;
  return ordered && givenAction(decision) === action;
}

/** What it decided, or what it ordered where it states nothing. */
export function decisionInWords(contract: Contract, { stated, orders }: Decision): string {
  return stated.kind === 'unasked' ? ordersInWords(orders) : statedInWords(contract, stated);
}
