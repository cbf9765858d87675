import { actedOn, madeInWords } from './acted-on.ts';
import { eachDecision } from './decision-check.ts';
import { dueIn } from './due-order.ts';
import { givenAction } from './given-action.ts';
import { orderInWords, ordersInWords } from './order-wording.ts';
import { statedInWords } from './stated-wording.ts';
import { actionInWords } from './wording.ts';

/**
 * CAUSE-3: forced answers pass through the application unchanged: whatever the market says, another answer makes another
 * decision, and the one that was forced.
 */
export const forcedAnswersPassThrough = eachDecision(
  { clause: 'CAUSE-3', grade: 'caused', phases: ['forced'] },
  (contract, tally) => {
    const forced = new Set<number>();
    const hindrances = new Map<number, string>();
    return {
      see(decision) {
        const { id, subject, stated, orders, putIn } = decision;
        if (putIn.kind === 'hindered') hindrances.set(subject, putIn.reason);
        if (putIn.kind !== 'put-in' || givenAction(decision) !== subject) return;
        const decided = actedOn(decision, subject, contract);
        if (decided === undefined) return;
        tally.examined += 1;
        forced.add(subject);
        const due = dueIn(contract, decision, subject);
        const ordered = due ? orders.some(({ fields }) => due.is(fields)) : orders.length === 0;
        if (decided && ordered) return;
        tally.violation({
          about: 'a forced answer does not become the decision',
          expected: `${actionInWords(contract, subject)}, ${due ? orderInWords(due.fields) : 'no order'}`,
          seen:
            stated.kind === 'unasked'
              ? madeInWords(contract, decision)
              : `${statedInWords(contract, stated)}, ${ordersInWords(orders)}`,
          decision: id,
        });
      },
      conclude() {
        const missing = [...Array(contract.actions.count).keys()].filter((action) => !forced.has(action));
        if (missing.length === 0) return undefined;
        const notes = missing.flatMap((action) => {
          const reason = hindrances.get(action);
          return reason === undefined ? [] : [`not forced: ${actionInWords(contract, action)} (${reason})`];
        });
        return {
          unproven: `not forced: ${missing.map((action) => actionInWords(contract, action)).join(', ')}`,
          notes,
        };
      },
    };
  },
);
