import { featuresAreTrainings } from '../harness/checks/features-are-trainings.ts';
import { featuresHaveTheirInfluence } from '../harness/checks/features-have-their-influence.ts';
import { malformedRequestsAreRefused } from '../harness/checks/malformed-requests-are-refused.ts';
import { orderAndScaleAreTrainings } from '../harness/checks/order-and-scale-are-trainings.ts';
import { sentOrderAndScaleAreTrainings } from '../harness/checks/sent-order-and-scale-are-trainings.ts';
import { statedFeatureCountIsTheContracts } from '../harness/checks/stated-feature-count-is-the-contracts.ts';
import { wrongCountsAreRefused } from '../harness/checks/wrong-counts-are-refused.ts';
import type { Suite } from './suite.ts';

export const features: Suite = {
  group: 'FEAT',
  title: 'the model is given the observation that it was trained on',
  clauses: [
    {
      id: 'FEAT-1',
      sentence: 'the count matches, as stated and as observed',
      needs: ['golden', 'malformed'],
      checks: [statedFeatureCountIsTheContracts, wrongCountsAreRefused],
    },
    {
      id: 'FEAT-2',
      sentence:
        'wrong counts, names, types, NaN, infinities, strings, nulls are refused with a client error, never padded, cut or coerced',
      needs: ['malformed'],
      checks: [malformedRequestsAreRefused],
    },
    {
      id: 'FEAT-3',
      sentence: 'every feature has the influence that the oracle gives it',
      needs: ['influence'],
      checks: [featuresHaveTheirInfluence],
    },
    {
      id: 'FEAT-4',
      sentence: 'order and scale are those of training',
      needs: ['influence'],
      checks: [orderAndScaleAreTrainings],
      decisions: [sentOrderAndScaleAreTrainings],
    },
    {
      id: 'FEAT-5',
      sentence: 'from raw market data, the application computes the features that training computed',
      needs: [],
      checks: [],
      decisions: [featuresAreTrainings],
    },
  ],
};
