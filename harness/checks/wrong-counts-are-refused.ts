import { eachExchange } from './kinds-of-check.ts';
import { saysNothing } from './says-nothing.ts';
import { replyInWords } from './wording.ts';

/** FEAT-1: the count as observed: one feature less or more gets no answer. */
export const wrongCountsAreRefused = eachExchange(
  { clause: 'FEAT-1', grade: 'corroborated', phases: ['malformed'] },
  ({ contract, endpoint }, tally) => ({
    see(judged) {
      const { exchange, reply } = judged;
      if (exchange.rows > 0 || !exchange.note.startsWith('count:')) return;
      if (reply.kind === 'lost' || saysNothing(judged, endpoint)) {
        tally.unanswered += 1;
        return;
      }
      tally.examined += 1;
      if (reply.kind === 'refused' || reply.kind === 'failed') return;
      tally.violation({
        about: 'an observation with a wrong number of features gets an action',
        expected: `no answer (${exchange.note})`,
        seen: replyInWords(contract, reply),
        exchange: exchange.id,
      });
    },
  }),
);
