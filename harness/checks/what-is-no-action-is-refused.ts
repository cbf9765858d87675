import { eachDecision } from './decision-check.ts';
import { expectToGoOn } from './goes-on.ts';
import { ordersInWords } from './order-wording.ts';
import { actionInWords } from './wording.ts';

/** ACT-4: what is no action is refused loudly: no order is placed, no decision is stated, and the next one is taken. */
export const whatIsNoActionIsRefused = eachDecision(
  { clause: 'ACT-4', grade: 'corroborated', phases: ['reached', 'no-action'] },
  (contract, tally) => {
    let wrong = false;
    return {
      see(decision) {
        const { id, note, given, stated, orders } = decision;
        if (decision.phase === 'reached') {
          if (wrong) expectToGoOn(decision, 'what is no action', tally);
          return;
        }
        wrong = true;
        if (given.length === 0 || given.at(-1)?.kind === 'action') return;
        tally.examined += 1;
        if (orders.length > 0) {
          tally.violation({
            about: 'what is no action became an order',
            expected: `no order, for ${note}`,
            seen: ordersInWords(orders),
            decision: id,
          });
        } else if (stated.kind === 'decided') {
          tally.violation({
            about: 'what is no action was taken for a decision',
            expected: `a refusal of ${note}`,
            seen: actionInWords(contract, stated.action),
            decision: id,
          });
        }
      },
    };
  },
);
