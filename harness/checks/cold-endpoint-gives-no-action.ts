import { eachExchange } from './kinds-of-check.ts';
import { saysNothing } from './says-nothing.ts';
import { replyInWords } from './wording.ts';

const unavailable = 503;

/** LOAD-2: without a model, the endpoint answers 503 and never an action. */
export const coldEndpointGivesNoAction = eachExchange(
  { clause: 'LOAD-2', grade: 'corroborated', phases: ['cold'] },
  ({ contract, endpoint }, tally) => ({
    see(judged) {
      const { exchange, reply } = judged;
      const isUnavailable = 'status' in reply && reply.status === unavailable;
      if (reply.kind === 'lost' || (saysNothing(judged, endpoint) && !isUnavailable)) {
        tally.unanswered += 1;
        return;
      }
      tally.examined += 1;
      const givesAction = reply.kind === 'answered' || ('action' in reply && reply.action !== undefined);
      if (isUnavailable && !givesAction) return;
      tally.violation({
        about: givesAction
          ? 'an endpoint that has no model answers with an action'
          : 'an endpoint that has no model does not say that it is unavailable',
        expected: `status ${unavailable}, and no action`,
        seen: replyInWords(contract, reply),
        exchange: exchange.id,
      });
    },
  }),
);
