import { eachDecision } from './decision-check.ts';
import { ordersInWords } from './order-wording.ts';
import { actionInWords } from './wording.ts';

/**
 * CAUSE-2, of the application: while the model is away it refuses aloud and orders nothing; when it is back, it decides as
 * before, without a restart.
 */
export const withoutAModelNoDecision = eachDecision(
  { clause: 'CAUSE-2', grade: 'caused', phases: ['gone', 'resumed'] },
  (contract, tally) => {
    const ways = new Set<string>();
    let resumed = 0;
    return {
      see({ id, phase, subject, note, stated, orders, askedAgain }) {
        if (askedAgain) return;
        tally.examined += 1;
        if (phase === 'resumed') {
          if (stated.kind === 'decided' && stated.action === subject) {
            resumed += 1;
            return;
          }
          tally.violation({
            about: 'the model is back, and the application does not decide as before',
            expected: `${actionInWords(contract, subject)} (${note})`,
            seen: stated.kind === 'decided' ? actionInWords(contract, stated.action) : 'no decision',
            decision: id,
          });
          return;
        }
        ways.add(note);
        if (stated.kind !== 'decided' && orders.length === 0) return;
        tally.violation({
          about: 'the application decides although the model is away',
          expected: `a refusal, and no order (${note})`,
          seen: [
            ...(stated.kind === 'decided' ? [actionInWords(contract, stated.action)] : []),
            ...(orders.length > 0 ? [ordersInWords(orders)] : []),
          ].join(', '),
          decision: id,
        });
      },
      conclude: () => ({
        unproven:
          ways.size > 0 && resumed > 0
            ? undefined
            : 'the application was not seen without the model, and with it again',
        notes: [`${ways.size} ways in which the model was away: decisions stopped, and resumed ${resumed} times`],
      }),
    };
  },
);
