import { actedOn, isOpen, madeInWords } from './acted-on.ts';
import { eachDecision } from './decision-check.ts';
import { ordersInWords } from './order-wording.ts';
import { statedInWords } from './stated-wording.ts';
import { actionInWords } from './wording.ts';

/**
 * CAUSE-2, of the application: while the model is away it refuses aloud and orders nothing; when it is back, it decides as
 * before, without a restart.
 */
export const withoutAModelNoDecision = eachDecision(
  { clause: 'CAUSE-2', grade: 'caused', phases: ['gone', 'resumed'] },
  (contract, tally) => {
    const ways = new Set<string>();
    const unanswered = new Set<string>();
    let resumed = 0;
    return {
      see(decision) {
        const { id, phase, subject, note, stated, orders, askedAgain } = decision;
        if (askedAgain) return;
        if (phase === 'resumed') {
          const acted = actedOn(decision, subject, contract);
          if (acted === undefined) {
            unanswered.add(note);
            return;
          }
          tally.examined += 1;
          if (acted) {
            resumed += 1;
            return;
          }
          tally.violation({
            about: 'the model is back, and the application does not decide as before',
            expected: `${actionInWords(contract, subject)} (${note})`,
            seen: madeInWords(contract, decision),
            decision: id,
          });
          return;
        }
        // It may wait for longer than it is waited for, and get the model's own answer in the end.
        const isAnswered = decision.given.at(-1)?.kind === 'action';
        if (isAnswered || (stated.kind === 'silent' && orders.length === 0) || isOpen(decision)) {
          unanswered.add(note);
          return;
        }
        tally.examined += 1;
        ways.add(note);
        const isLoud = stated.kind === 'refused' || stated.kind === 'unasked';
        if (isLoud && orders.length === 0) return;
        tally.violation({
          about:
            stated.kind === 'unclear' && orders.length === 0
              ? 'the application does not say that it decides nothing while the model is away'
              : 'the application decides although the model is away',
          expected: `a refusal, and no order (${note})`,
          seen: [
            ...(stated.kind === 'unasked' ? [] : [statedInWords(contract, stated)]),
            ...(orders.length > 0 ? [ordersInWords(orders)] : []),
          ].join(', '),
          decision: id,
        });
      },
      conclude: () => ({
        unproven:
          unanswered.size > 0
            ? `the application came to no end while the model was away, or only when it was back: ${[...unanswered].join('; ')}`
            : ways.size > 0 && resumed > 0
              ? undefined
              : 'the application was not seen without the model, and with it again',
        notes: [`${ways.size} ways in which the model was away: decisions stopped, and resumed ${resumed} times`],
      }),
    };
  },
);
