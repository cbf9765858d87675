import { eachExchange } from './kinds-of-check.ts';
import { replyInWords } from './wording.ts';

const unavailable = 503;

/** LOAD-2: without a model, the endpoint answers 503 and never an action. */
export const coldEndpointGivesNoAction = eachExchange(
  { clause: 'LOAD-2', grade: 'corroborated', phases: ['cold'] },
  ({ contract }, tally) => {
    let lost = 0;
    return {
      see({ exchange, reply }) {
        if (reply.kind === 'lost') {
          lost += 1;
          return;
        }
        tally.examined += 1;
        if ('status' in reply && reply.status === unavailable) return;
        tally.violation({
          about:
            reply.kind === 'answered'
              ? 'an endpoint that has no model answers with an action'
              : 'an endpoint that has no model does not say that it is unavailable',
          expected: `status ${unavailable}, and no action`,
          seen: replyInWords(contract, reply),
          exchange: exchange.id,
        });
      },
      conclude: () => ({ unproven: lost > 0 ? `${lost} requests to the cold endpoint got no reply` : undefined }),
    };
  },
);
