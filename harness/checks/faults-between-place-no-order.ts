import { eachDecision } from './decision-check.ts';
import { expectToGoOn } from './goes-on.ts';
import { ordersInWords } from './order-wording.ts';
import { actionInWords } from './wording.ts';

/**
 * CAUSE-4: faults between application and endpoint never become an order, and the next decision is taken.
 *
 * An application that asks again and then gets a whole answer may act on that one.
 */
export const faultsBetweenPlaceNoOrder = eachDecision(
  { clause: 'CAUSE-4', grade: 'caused', phases: ['reached', 'between'] },
  (contract, tally) => {
    let wrong = false;
    return {
      see(decision) {
        if (decision.phase === 'reached') {
          if (wrong) expectToGoOn(decision, 'a fault between it and the endpoint', tally);
          return;
        }
        wrong = true;
        const { id, note, given, stated, orders } = decision;
        if (given.length === 0 || given.at(-1)?.kind === 'action') return;
        tally.examined += 1;
        if (orders.length > 0) {
          tally.violation({
            about: 'a fault between application and endpoint became an order',
            expected: `no order, for ${note}`,
            seen: ordersInWords(orders),
            decision: id,
          });
        } else if (stated.kind === 'decided') {
          tally.violation({
            about: 'a fault between application and endpoint was taken for a decision',
            expected: `a refusal, for ${note}`,
            seen: actionInWords(contract, stated.action),
            decision: id,
          });
        }
      },
    };
  },
);
