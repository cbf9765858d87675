import { type OrderFields, orderOf } from '../contract/order-of.ts';
import type { ArrivedOrder } from './decision.ts';
import { eachDecision } from './decision-check.ts';
import { givenAction } from './given-action.ts';
import { isOrder, orderInWords, ordersInWords } from './order-wording.ts';
import { actionInWords } from './wording.ts';

/** ACT-3: every action becomes the order that the contract names, once; an action without an order places none. */
export const everyActionBecomesItsOrder = eachDecision(
  { clause: 'ACT-3', grade: 'corroborated', phases: ['reached', 'forced'] },
  (contract, tally) => {
    let placed = 0;
    return {
      see(decision) {
        const given = givenAction(decision);
        if (given === undefined) return;
        tally.examined += 1;
        const expected = orderOf(contract, given, decision.values);
        placed += decision.orders.length;
        const about = wrongWithOrders(decision.orders, expected);
        if (about === undefined) return;
        tally.violation({
          about,
          expected: `${expected ? orderInWords(expected) : 'no order'}, for ${actionInWords(contract, given)}`,
          seen: ordersInWords(decision.orders),
          decision: decision.id,
        });
      },
      conclude: () => ({ notes: [`${placed} orders for ${tally.examined} decisions`] }),
    };
  },
);

function wrongWithOrders(orders: readonly ArrivedOrder[], expected: OrderFields | undefined): string | undefined {
  if (expected === undefined) return orders.length > 0 ? 'an action that orders nothing placed an order' : undefined;
  const [order, ...others] = orders;
  if (order === undefined) return 'an action placed no order';
  if (others.length > 0) return 'one decision placed several orders';
  if (!isOrder(order.fields, expected)) return 'an action became another order than the contract names';
  return order.accepted ? undefined : 'the exchange refused the order of an action';
}
