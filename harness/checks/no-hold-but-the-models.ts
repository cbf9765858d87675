import { orderOf } from '../contract/order-of.ts';
import { eachDecision } from './decision-check.ts';
import { givenInWords } from './given-action.ts';
import { actionInWords } from './wording.ts';

/** ACT-5: where the application does nothing, the model said so: it states no action without an order that it was not given. */
export const noHoldButTheModels = eachDecision(
  { clause: 'ACT-5', grade: 'corroborated', phases: ['reached', 'forced', 'no-action', 'between'] },
  (contract, tally) => ({
    see(decision) {
      const { id, given, stated } = decision;
      if (stated.kind !== 'decided') return;
      tally.examined += 1;
      if (orderOf(contract, stated.action, decision.values) !== undefined) return;
      if (given.some((answer) => answer.kind === 'action' && answer.action === stated.action)) return;
      tally.violation({
        about: 'the application says to hold where the model did not',
        expected: givenInWords(decision),
        seen: actionInWords(contract, stated.action),
        decision: id,
      });
    },
  }),
);
