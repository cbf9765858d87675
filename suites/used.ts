import { countersGrowByWhatWasSent } from '../harness/checks/counters-grow-by-what-was-sent.ts';
import { discreteFormIsTheModels } from '../harness/checks/discrete-form-is-the-models.ts';
import { drawnActionsFollowTheDistribution } from '../harness/checks/drawn-actions-follow-the-distribution.ts';
import { everyAnswerSaysTrainedModel } from '../harness/checks/every-answer-says-trained-model.ts';
import { everyDecisionWasTheModels } from '../harness/checks/every-decision-was-the-models.ts';
import { fallbackRateIsBounded } from '../harness/checks/fallback-rate-is-bounded.ts';
import { givenAnswersAreTheOracles } from '../harness/checks/given-answers-are-the-oracles.ts';
import { maskedActionsAreNeverAnswered } from '../harness/checks/masked-actions-are-never-answered.ts';
import { servedActionIsTheOracles } from '../harness/checks/served-action-is-the-oracles.ts';
import type { Suite } from './suite.ts';

export const used: Suite = {
  group: 'USED',
  title: 'the trained model is what answers',
  clauses: [
    {
      id: 'USED-1',
      sentence: '`used_trained_model` is true on every call',
      needs: ['nominal'],
      checks: [everyAnswerSaysTrainedModel],
      decisions: [everyDecisionWasTheModels],
    },
    {
      id: 'USED-2',
      sentence: "every answer equals the oracle's",
      needs: ['golden', 'nominal', 'bulk', 'boundary', 'precise', 'directed'],
      checks: [
        servedActionIsTheOracles,
        maskedActionsAreNeverAnswered,
        discreteFormIsTheModels,
        drawnActionsFollowTheDistribution,
      ],
      decisions: [givenAnswersAreTheOracles],
    },
    {
      id: 'USED-3',
      sentence: "the stack's own counters grow by what was sent: inferences by N, fallbacks by 0",
      needs: ['nominal'],
      checks: [countersGrowByWhatWasSent],
    },
    {
      id: 'USED-4',
      sentence: 'the bound: with N calls and 0 fallbacks, the rate is below what the contract asks, at its confidence',
      needs: ['nominal', 'bulk'],
      checks: [fallbackRateIsBounded],
    },
  ],
};
