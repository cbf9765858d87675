import { eachDecision } from './decision-check.ts';
import { ordersInWords } from './expected-order.ts';
import { actionInWords } from './wording.ts';

/**
 * CAUSE-4: faults between application and endpoint never become an order.
 *
 * An application that asks again and then gets a whole answer may act on that one.
 */
export const faultsBetweenPlaceNoOrder = eachDecision(
  { clause: 'CAUSE-4', grade: 'caused', phases: ['between'] },
  (contract, tally) => ({
    see(decision) {
      const { id, note, given, stated, orders } = decision;
      if (given.length === 0 || given.at(-1)?.kind === 'action') return;
      tally.examined += 1;
      if (orders.length > 0) {
        tally.violation({
          about: 'a fault between application and endpoint became an order',
          expected: `no order, for ${note}`,
          seen: ordersInWords(orders),
          exchange: id,
        });
      } else if (stated.kind === 'decided') {
        tally.violation({
          about: 'a fault between application and endpoint was taken for a decision',
          expected: `a refusal, for ${note}`,
          seen: actionInWords(contract, stated.action),
          exchange: id,
        });
      }
    },
  }),
);
