import { servedQuantilesDoNotCross } from '../harness/checks/served-quantiles-do-not-cross.ts';
import { statedTailMeansAreTheTails } from '../harness/checks/stated-tail-means-are-the-tails.ts';
import type { Suite } from './suite.ts';

export const size: Suite = {
  group: 'SIZE',
  title: 'sizes follow from the distribution that the model gives',
  clauses: [
    {
      id: 'SIZE-1',
      sentence: 'quantiles do not cross',
      needs: ['golden', 'nominal', 'bulk', 'boundary', 'precise', 'directed'],
      checks: [servedQuantilesDoNotCross],
    },
    {
      id: 'SIZE-2',
      sentence: 'CVaR is the mean of the tail',
      needs: ['golden', 'nominal', 'bulk', 'boundary', 'precise', 'directed'],
      checks: [statedTailMeansAreTheTails],
    },
  ],
};
