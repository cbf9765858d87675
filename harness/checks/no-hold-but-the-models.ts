import { orderOf } from '../contract/order-of.ts';
import { type DecisionPhase, plainDecisionPhases } from '../history/decision.ts';
import { madeInWords } from './acted-on.ts';
import type { Decision } from './decision.ts';
import { eachDecision } from './decision-check.ts';
import { dueIn } from './due-order.ts';
import { givenAction, givenInWords } from './given-action.ts';
import { actionInWords } from './wording.ts';

/** In the markets of these, the account may not allow an order. */
const limited: ReadonlySet<DecisionPhase> = new Set(['shown', 'drawn', 'in-a-row']);

/**
 * ACT-5: where the application does nothing, the model said so: it states no action without an order that it was not given.
 * Where it states nothing, it does not go on without an order after an action that has one.
 *
 * In a market in which the position or the cash may not allow the order that it was given, holding tells nothing.
 */
export const noHoldButTheModels = eachDecision(
  { clause: 'ACT-5', grade: 'corroborated', phases: plainDecisionPhases },
  (contract, tally) => {
    let untold = 0;
    const mayBeWithheld = ({ phase, given, values }: Decision): boolean =>
      limited.has(phase) &&
      given.some((answer) => answer.kind === 'action' && orderOf(contract, answer.action, { values }) !== undefined);
    const seeHold = (decision: Decision, wrong: { readonly about: string; readonly seen: string }): void => {
      if (mayBeWithheld(decision)) {
        untold += 1;
        return;
      }
      tally.examined += 1;
      tally.violation({ ...wrong, expected: givenInWords(decision), decision: decision.id });
    };
    const seeUnasked = (decision: Decision, isOver: boolean): void => {
      const given = givenAction(decision);
      if (given === undefined || !isOver) return;
      if (decision.orders.length > 0 || dueIn(contract, decision, given) === undefined) {
        tally.examined += 1;
        return;
      }
      seeHold(decision, {
        about: 'the application holds where the model did not',
        seen: madeInWords(contract, decision),
      });
    };
    return {
      see(decision) {
        const { given, stated } = decision;
        if (stated.kind === 'unasked') return seeUnasked(decision, stated.isOver);
        if (stated.kind !== 'decided') return;
        const isGiven = given.some((answer) => answer.kind === 'action' && answer.action === stated.action);
        if (isGiven || orderOf(contract, stated.action, decision) !== undefined) {
          tally.examined += 1;
          return;
        }
        seeHold(decision, {
          about: 'the application says to hold where the model did not',
          seen: actionInWords(contract, stated.action),
        });
      },
      conclude: () => ({
        notes: untold > 0 ? [`${untold} decisions to hold where position or cash may not have allowed the order`] : [],
      }),
    };
  },
);
