import { orderOf } from '../contract/order-of.ts';
import { madeInWords } from './acted-on.ts';
import type { Decision } from './decision.ts';
import { eachDecision } from './decision-check.ts';
import { givenAction, givenInWords } from './given-action.ts';
import { actionInWords } from './wording.ts';

/**
 * ACT-5: where the application does nothing, the model said so: it states no action without an order that it was not given.
 * Where it states nothing, it does not go on without an order after an action that has one.
 */
export const noHoldButTheModels = eachDecision(
  { clause: 'ACT-5', grade: 'corroborated', phases: ['reached', 'forced', 'no-action', 'between'] },
  (contract, tally) => {
    const seeUnasked = (decision: Decision, isOver: boolean): void => {
      const given = givenAction(decision);
      if (given === undefined || !isOver) return;
      tally.examined += 1;
      if (decision.orders.length > 0 || orderOf(contract, given, decision.values) === undefined) return;
      tally.violation({
        about: 'the application holds where the model did not',
        expected: givenInWords(decision),
        seen: madeInWords(contract, decision),
        decision: decision.id,
      });
    };
    return {
      see(decision) {
        const { id, given, stated } = decision;
        if (stated.kind === 'unasked') return seeUnasked(decision, stated.isOver);
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
    };
  },
);
