import { servedPhases } from '../history/phase.ts';
import { eachExchange } from './kinds-of-check.ts';
import { judgeAnswer } from './served-answer.ts';

/** USED-2: every answer to a valid observation is the artifact's: the action, and the scores where they are stated. */
export const servedActionIsTheOracles = eachExchange(
  { clause: 'USED-2', grade: 'corroborated', phases: servedPhases },
  (context, tally) => ({
    see(judged) {
      const { exchange, reply } = judged;
      // That a good request fails beside a malformed one, and not without, is told by VARY-4.
      if (exchange.phase === 'beside' && exchange.note !== '' && reply.kind !== 'answered') return;
      if (exchange.rows > 0) judgeAnswer(context, tally, judged);
    },
  }),
);
