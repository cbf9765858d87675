import { plainDecisionPhases } from '../history/decision.ts';
import { eachDecision } from './decision-check.ts';
import { givenInWords } from './given-action.ts';
import { ordersInWords } from './order-wording.ts';
import { actionInWords } from './wording.ts';

/** USED-1, of the application: whatever it decides or orders, the endpoint had given it an action before. */
export const everyDecisionWasTheModels = eachDecision(
  { clause: 'USED-1', grade: 'corroborated', phases: plainDecisionPhases },
  (contract, tally) => ({
    see(decision) {
      const { id, given, stated, orders } = decision;
      // One that decides on its own, and did not: nothing was seen of it.
      if (stated.kind === 'unasked' && given.length === 0 && orders.length === 0) return;
      tally.examined += 1;
      if (given.some(({ kind }) => kind === 'action')) return;
      if (orders.length === 0 && stated.kind !== 'decided') return;
      tally.violation({
        about: 'the application decided without an answer of the model',
        expected: `neither decision nor order: ${givenInWords(decision)}`,
        seen: [
          stated.kind === 'decided' ? [actionInWords(contract, stated.action)] : [],
          orders.length > 0 ? [ordersInWords(orders)] : [],
        ]
          .flat()
          .join(', '),
        decision: id,
      });
    },
  }),
);
