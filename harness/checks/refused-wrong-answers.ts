import type { DecisionPhase } from '../history/decision.ts';
import { isOpen } from './acted-on.ts';
import type { DecisionCheck } from './decision-check.ts';
import { eachDecision } from './decision-check.ts';
import { expectToGoOn } from './goes-on.ts';
import { ordersInWords } from './order-wording.ts';
import { WhatWasPutIn } from './put-in.ts';
import { statedInWords } from './stated-wording.ts';

interface WrongAnswers extends Pick<DecisionCheck, 'clause' | 'grade'> {
  readonly phase: DecisionPhase;
  /** What they are, such as `what is no action`. */
  readonly what: string;
  /** The same after "after". */
  readonly after: string;
  /** Whether an application may wait for longer than it is waited for, since there was nothing that it could have read. */
  readonly mayWait: boolean;
}

/**
 * Wrong answers are refused loudly: no order is placed, no decision is stated, whoever asked is told, and the next one is
 * taken. All of them must have been put in.
 *
 * An application that asks again and then gets a whole answer may act on that one.
 */
export function refusedWrongAnswers({ clause, grade, phase, what, after, mayWait }: WrongAnswers): DecisionCheck {
  return eachDecision({ clause, grade, phases: ['reached', phase] }, (contract, tally) => {
    const putIn = new WhatWasPutIn();
    const unanswered: string[] = [];
    const unended: string[] = [];
    let wrong = false;
    return {
      see(decision) {
        if (decision.phase !== phase) {
          if (wrong) expectToGoOn(decision, after, contract, tally);
          return;
        }
        wrong = true;
        if (!putIn.see(decision)) return;
        const { id, note, stated, orders } = decision;
        if (orders.length === 0 && stated.kind === 'silent' && mayWait) {
          unanswered.push(note);
          return;
        }
        if (isOpen(decision)) {
          unended.push(note);
          return;
        }
        tally.examined += 1;
        const became = orders.length > 0 ? 'became an order' : insteadOfRefusal[stated.kind];
        if (became === undefined) return;
        tally.violation({
          about: `${what} ${became}`,
          expected: orders.length > 0 ? `no order, for ${note}` : `a refusal of ${note}`,
          seen: orders.length > 0 ? ordersInWords(orders) : statedInWords(contract, stated),
          decision: id,
        });
      },
      conclude() {
        const silence = unanswered.length > 0 ? `the application gave no reply to ${unanswered.join(', ')}` : undefined;
        const standstill = unended.length > 0 ? `the application did not go on after ${unended.join(', ')}` : undefined;
        return { unproven: putIn.unproven ?? silence ?? standstill, notes: putIn.notes };
      },
    };
  });
}

/** What a reply is that is no refusal; one that decides on its own has nobody to tell. */
const insteadOfRefusal = {
  decided: 'was taken for a decision',
  unclear: 'was not refused: the reply tells neither a decision nor a failure',
  silent: 'got no reply: that is no refusal',
  refused: undefined,
  unasked: undefined,
} as const;
