import { servedPhases } from '../history/phase.ts';
import { isDrawn } from './comparable-scores.ts';
import { DrawnAnswers } from './drawn-answers.ts';
import { eachExchange } from './kinds-of-check.ts';

/** USED-2: an endpoint that draws its actions draws them from the artifact's distribution. */
export const drawnActionsFollowTheDistribution = eachExchange(
  { clause: 'USED-2', grade: 'corroborated', phases: servedPhases, appliesTo: isDrawn },
  (context, tally) => {
    const answers = new DrawnAnswers(context, tally);
    return { see: (judged) => answers.see(judged), conclude: () => answers.conclude() };
  },
);
