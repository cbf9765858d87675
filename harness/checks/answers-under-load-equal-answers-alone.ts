import { rowsSentAgain } from '../history/phase.ts';
import type { RowAnswer } from '../protocols/protocol.ts';
import { BesideMalformedRequests } from './beside-malformed-requests.ts';
import { eachExchange } from './kinds-of-check.ts';
import { judgeSameAnswer } from './same-answer.ts';

/** VARY-4: with many requests in flight, malformed ones among them, an observation gets the answer that it gets alone. */
export const answersUnderLoadEqualAnswersAlone = eachExchange(
  { clause: 'VARY-4', grade: 'corroborated', phases: ['nominal', 'alone', 'beside'] },
  (context, tally) => {
    const { contract } = context;
    const beside = new BesideMalformedRequests(context, tally);
    const underLoad = new Map<number, RowAnswer>();
    return {
      see(judged) {
        const { exchange, reply, expected } = judged;
        if (exchange.phase === 'beside') return beside.see(judged);
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
      conclude: () => ({ unproven: beside.conclude() }),
    };
  },
);
