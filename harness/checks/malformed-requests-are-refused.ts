import { eachExchange } from './kinds-of-check.ts';
import { saysNothing } from './says-nothing.ts';
import { replyInWords } from './wording.ts';

/** FEAT-2: what is wrong is refused with a client error: never padded, cut or coerced into an action, never a crash. */
export const malformedRequestsAreRefused = eachExchange(
  { clause: 'FEAT-2', grade: 'corroborated', phases: ['malformed'] },
  ({ contract, endpoint }, tally) => ({
    see(judged) {
      const { exchange, reply } = judged;
      if (exchange.rows > 0) return;
      if (reply.kind !== 'lost' && saysNothing(judged, endpoint)) {
        tally.unanswered += 1;
        return;
      }
      tally.examined += 1;
      const givesAction = reply.kind === 'answered' || ('action' in reply && reply.action !== undefined);
      if (reply.kind === 'refused' && !givesAction) return;
      tally.violation({
        about: givesAction
          ? `a malformed request gets an action: ${exchange.note}`
          : `a malformed request is not refused with a client error: ${exchange.note}`,
        expected: 'a client error (4xx), and no action',
        seen: replyInWords(contract, reply),
        exchange: exchange.id,
      });
    },
  }),
);
