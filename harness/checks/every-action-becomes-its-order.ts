import type { DueOrder } from '../contract/order-of.ts';
import { isOpen } from './acted-on.ts';
import type { ArrivedOrder, Decision } from './decision.ts';
import { eachDecision } from './decision-check.ts';
import { dueIn } from './due-order.ts';
import { givenAction } from './given-action.ts';
import { orderInWords, ordersInWords } from './order-wording.ts';
import { actionInWords } from './wording.ts';

/**
 * ACT-3: every action becomes the order that the contract names, once, in the market that was shown; an action without an
 * order places none, and there is no order without a decision. What the exchange says to an order that is right is its own
 * doing, where it fails.
 *
 * Orders are tied to decisions by request id, or else by time; then it is told whether they are what was to come. One that
 * came while a later decision was under way may be late: the exchange may show something else by then, and its refusal says
 * nothing. One that came before its decision cannot be what became of it.
 */
export const everyActionBecomesItsOrder = eachDecision(
  { clause: 'ACT-3', grade: 'corroborated', phases: ['reached', 'forced'] },
  (contract, tally) => {
    const seen = new Set<number>();
    let placed = 0;
    let late = 0;
    let unanswered = 0;
    let refusedLate = 0;
    const paired = { 'request id': 0, 'time and content': 0, time: 0 };
    return {
      see(decision) {
        const given = givenAction(decision);
        if (given === undefined || decision.askedAgain) return;
        const { id, orders, market } = decision;
        const expected = dueIn(contract, decision, given);
        if (expected === undefined && isOpen(decision)) return;
        tally.examined += 1;
        seen.add(given);
        for (const { by, fields } of orders) {
          const agrees = expected?.is(fields) ?? false;
          paired[by === 'time' && agrees ? 'time and content' : by] += 1;
        }
        placed += orders.length;
        late += orders.filter(({ during = id }) => during > id).length;
        const about = wrongWithOrders(decision, expected);
        if (about === undefined) {
          if (orders.some(({ exchange }) => exchange === 'nothing')) unanswered += 1;
          if (orders.some(({ exchange }) => exchange === 'refused')) refusedLate += 1;
          return;
        }
        const named = new Set(orders.map((order) => order.market ?? 'none'));
        const elsewhere = orders.some((order) => order.market !== market);
        tally.violation({
          about,
          expected: `${expected ? orderInWords(expected.fields) : 'no order'}${elsewhere ? `, in market ${market}` : ''}, for ${actionInWords(contract, given)}`,
          seen: `${ordersInWords(orders)}${elsewhere ? `, in market ${[...named].join(', ')}` : ''}`,
          decision: id,
        });
      },
      stray(order) {
        tally.examined += 1;
        tally.violation({
          about: 'an order belongs to no decision',
          expected: 'orders of decisions that the application was brought to, and no others',
          seen: `${ordersInWords([order])}, in market ${order.market ?? 'none'}`,
        });
      },
      conclude: () => ({
        unproven: unsaid() ?? unseen(),
        notes: [
          `${placed} orders for ${tally.examined} decisions`,
          ...Object.entries(paired).flatMap(([by, count]) => (count > 0 ? [`${count} orders paired by ${by}`] : [])),
          ...(late > 0 ? [`${late} orders came, by their request id, after the decision was over`] : []),
        ],
      }),
    };

    function unsaid(): string | undefined {
      if (unanswered > 0) return `the exchange said neither yes nor no to ${unanswered} orders`;
      if (refusedLate === 0) return undefined;
      return `${refusedLate} orders came after their decisions were over, and were refused in another market than the one that was shown: raise application.ordersWithin`;
    }

    function unseen(): string | undefined {
      const missing = [...Array(contract.actions.count).keys()].filter((action) => !seen.has(action));
      const named = missing.map((action) => actionInWords(contract, action)).join(', ');
      return missing.length > 0 && seen.size > 0 ? `what becomes of these was not seen: ${named}` : undefined;
    }
  },
);

function wrongWithOrders({ id, market, orders }: Decision, expected: DueOrder | undefined): string | undefined {
  if (orders.some(({ during = id }) => during < id)) return 'an order came before the decision whose id it has';
  if (expected === undefined) return orders.length > 0 ? 'an action that orders nothing placed an order' : undefined;
  const [order, ...others]: readonly ArrivedOrder[] = orders;
  if (order === undefined) return 'an action placed no order';
  if (others.length > 0) return 'one decision placed several orders';
  if (order.market !== market) return 'an order is for another market than the one that was shown';
  if (!expected.is(order.fields)) return 'an action became another order than the contract names';
  const { exchange, during = id } = order;
  return exchange === 'refused' && during === id ? 'the exchange refused the order of an action' : undefined;
}
