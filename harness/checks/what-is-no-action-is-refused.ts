import { eachDecision } from './decision-check.ts';
import { ordersInWords } from './expected-order.ts';
import { actionInWords } from './wording.ts';

/** ACT-4: what is no action is refused loudly: no order is placed, and no decision is stated. */
export const whatIsNoActionIsRefused = eachDecision(
  { clause: 'ACT-4', grade: 'corroborated', phases: ['no-action'] },
  (contract, tally) => ({
    see({ id, note, given, stated, orders }) {
      if (given.length === 0) return;
      tally.examined += 1;
      if (orders.length > 0) {
        tally.violation({
          about: 'what is no action became an order',
          expected: `no order, for ${note}`,
          seen: ordersInWords(orders),
          exchange: id,
        });
      } else if (stated.kind === 'decided') {
        tally.violation({
          about: 'what is no action was taken for a decision',
          expected: `a refusal of ${note}`,
          seen: actionInWords(contract, stated.action),
          exchange: id,
        });
      }
    },
  }),
);
