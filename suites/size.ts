import { servedQuantilesDoNotCross } from '../harness/checks/served-quantiles-do-not-cross.ts';
import { sizesHoldTheTiers } from '../harness/checks/sizes-hold-the-tiers.ts';
import { sizesWithoutTheEstimateAreAsBefore } from '../harness/checks/sizes-without-the-estimate-are-as-before.ts';
import { statedTailMeansAreTheTails } from '../harness/checks/stated-tail-means-are-the-tails.ts';
import { whatIsNoTailMeanIsRefused } from '../harness/checks/what-is-no-tail-mean-is-refused.ts';
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
    {
      id: 'SIZE-3',
      sentence: 'the four tiers (target, scale, floor, veto) hold and are monotone',
      needs: [],
      checks: [],
      decisions: [sizesHoldTheTiers, whatIsNoTailMeanIsRefused],
    },
    {
      id: 'SIZE-4',
      sentence: 'without the estimate, sizes are bit for bit as before',
      needs: [],
      checks: [],
      decisions: [sizesWithoutTheEstimateAreAsBefore],
    },
  ],
};
