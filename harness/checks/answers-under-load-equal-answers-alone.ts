import { rowsSentAgain } from '../history/phase.ts';
import type { RowAnswer } from '../protocols/protocol.ts';
import { eachExchange } from './kinds-of-check.ts';
import { judgeSameAnswer } from './same-answer.ts';

/** VARY-4: with many requests in flight, an observation gets the answer that it gets alone. */
export const answersUnderLoadEqualAnswersAlone = eachExchange(
  { clause: 'VARY-4', grade: 'corroborated', phases: ['nominal', 'alone'] },
  ({ contract }, tally) => {
    const underLoad = new Map<number, RowAnswer>();
    return {
      see({ exchange, reply, expected }) {
        const answer = reply.kind === 'answered' ? reply.rows[0] : undefined;
        if (exchange.subject >= rowsSentAgain.alone) return;
        if (!answer) {
          tally.unanswered += 1;
          return;
        }
        if (exchange.phase === 'nominal') {
          underLoad.set(exchange.subject, answer);
          return;
        }
        const first = underLoad.get(exchange.subject);
        if (!first) return;
        judgeSameAnswer(contract, tally, {
          first,
          second: answer,
          expected: expected[0],
          about: 'an observation gets another answer alone than among many in flight',
          exchange: exchange.id,
          row: 0,
        });
      },
    };
  },
);
