import type { RowAnswer } from '../protocols/protocol.ts';
import { statesDrawsAlone } from './comparable-scores.ts';
import { eachExchange } from './kinds-of-check.ts';
import { judgeSameAnswer } from './same-answer.ts';

/**
 * VARY-2: the same observation, asked again among others, gets the same answer: the same scores, where actions are drawn.
 * Draws alone are for `repeated-draws-are-independent` to judge.
 */
export const sameObservationSameAnswer = eachExchange(
  { clause: 'VARY-2', grade: 'corroborated', phases: ['repeat'], appliesTo: (contract) => !statesDrawsAlone(contract) },
  ({ contract }, tally) => {
    const answers = new Map<number, RowAnswer>();
    return {
      see({ exchange, reply, expected }) {
        const second = reply.kind === 'answered' ? reply.rows[0] : undefined;
        if (!second) {
          tally.unanswered += 1;
          return;
        }
        const first = answers.get(exchange.subject);
        if (!first) {
          answers.set(exchange.subject, second);
          return;
        }
        judgeSameAnswer(contract, tally, {
          first,
          second,
          expected: expected[0],
          about: 'the same observation gets another answer when it is asked again',
          exchange: exchange.id,
          row: 0,
        });
      },
    };
  },
);
