import { orderOf } from '../contract/order-of.ts';
import { actedOn, madeInWords } from './acted-on.ts';
import { eachDecision } from './decision-check.ts';
import { givenAction } from './given-action.ts';
import { actionInWords } from './wording.ts';

/**
 * CAUSE-1, of the application: with the marked policy in place, it decides in each market what that policy gives; with the
 * own one back, what it gave before.
 */
export const swappedDecisionsAreTheMarkedPolicys = eachDecision(
  { clause: 'CAUSE-1', grade: 'caused', phases: ['swapped', 'returned'] },
  (contract, tally) => {
    let predicted = 0;
    let changed = 0;
    let returned = 0;
    return {
      see(decision) {
        const { id, phase, subject, note, stated, orders, askedAgain } = decision;
        // One that states nothing may withhold an order that the market does not allow: only what it orders tells.
        const isWithheld = orders.length === 0 && orderOf(contract, subject, decision) !== undefined;
        if (askedAgain || (stated.kind === 'unasked' && isWithheld && givenAction(decision) === subject)) return;
        // What the endpoint did not give, under load for instance, is nothing of the application's.
        const isUngiven = decision.given.length > 0 && decision.given.at(-1)?.kind !== 'action' && orders.length === 0;
        const isSubject = actedOn(decision, subject, contract);
        if (isSubject === undefined || (isUngiven && stated.kind !== 'decided')) return;
        tally.examined += 1;
        const changes = phase === 'swapped' && note !== `${subject}`;
        if (changes) predicted += 1;
        if (isSubject) {
          if (changes) changed += 1;
          if (phase === 'returned') returned += 1;
          return;
        }
        tally.violation({
          about:
            phase === 'swapped'
              ? 'with the marked policy in place, the application decides otherwise than it'
              : 'with the own policy back, the application does not decide as before',
          expected: actionInWords(contract, subject),
          seen: madeInWords(contract, decision),
          decision: id,
        });
      },
      conclude: () => ({
        unproven: changed > 0 && returned > 0 ? undefined : 'no decision was seen to change and to return',
        notes: [`${changed} of ${predicted} decisions changed as predicted, ${returned} returned`],
      }),
    };
  },
);
