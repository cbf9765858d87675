import { rowsSentAgain } from '../history/phase.ts';
import type { RowAnswer } from '../protocols/protocol.ts';
import { eachExchange } from './kinds-of-check.ts';
import { judgeSameAnswer } from './same-answer.ts';

/** VARY-3: a row gets the answer in a batch, and after other requests, that it got by itself. */
export const rowsOfABatchAreIndependent = eachExchange(
  { clause: 'VARY-3', grade: 'corroborated', phases: ['nominal', 'batch'] },
  ({ contract }, tally) => {
    const single = new Map<number, RowAnswer>();
    return {
      see({ exchange, reply, expected }) {
        if (exchange.subject >= rowsSentAgain.batch) return;
        if (reply.kind !== 'answered') {
          tally.unanswered += 1;
          return;
        }
        if (exchange.phase === 'nominal') {
          if (reply.rows[0]) single.set(exchange.subject, reply.rows[0]);
          return;
        }
        reply.rows.forEach((second, row) => {
          const first = single.get(exchange.subject + row);
          if (!first) return;
          judgeSameAnswer(contract, tally, {
            first,
            second,
            expected: expected[row],
            about: 'a row gets another answer in a batch than by itself',
            exchange: exchange.id,
            row,
          });
        });
      },
    };
  },
);
