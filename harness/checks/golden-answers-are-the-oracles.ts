import { eachExchange } from './kinds-of-check.ts';
import { judgeAnswer } from './served-answer.ts';

/** LOAD-3: to the golden observations, the endpoint answers as the artifact does. */
export const goldenAnswersAreTheOracles = eachExchange(
  { clause: 'LOAD-3', grade: 'corroborated', phases: ['golden'] },
  (context, tally) => ({
    see: (judged) => judgeAnswer(context, tally, judged),
  }),
);
