import { statesDrawsAlone } from './comparable-scores.ts';
import { DrawnAnswers } from './drawn-answers.ts';
import { eachExchange } from './kinds-of-check.ts';

/** LOAD-3: where answers to the golden observations state nothing but a draw, the draws are the artifact's. */
export const goldenDrawsFollowTheDistribution = eachExchange(
  { clause: 'LOAD-3', grade: 'corroborated', phases: ['golden'], appliesTo: statesDrawsAlone },
  (context, tally) => {
    const answers = new DrawnAnswers(context, tally);
    return { see: (judged) => answers.see(judged), conclude: () => answers.conclude() };
  },
);
