import { coldEndpointGivesNoAction } from '../harness/checks/cold-endpoint-gives-no-action.ts';
import { goldenAnswersAreTheOracles } from '../harness/checks/golden-answers-are-the-oracles.ts';
import { goldenDrawsFollowTheDistribution } from '../harness/checks/golden-draws-follow-the-distribution.ts';
import { noTroubleInTheApplicationsLog } from '../harness/checks/no-trouble-in-the-applications-log.ts';
import { noTroubleInTheLogs } from '../harness/checks/no-trouble-in-the-logs.ts';
import { readinessTellsTheTruth } from '../harness/checks/readiness-tells-the-truth.ts';
import { readyWithinBudget } from '../harness/checks/ready-within-budget.ts';
import { statedModelIsThisArtifact } from '../harness/checks/stated-model-is-this-artifact.ts';
import type { Suite } from './suite.ts';

export const load: Suite = {
  group: 'LOAD',
  title: 'the serving stack loads this model',
  clauses: [
    { id: 'LOAD-1', sentence: 'ready within budget', needs: [], checks: [readyWithinBudget] },
    {
      id: 'LOAD-2',
      sentence: 'cold, without a model, it answers 503 and never an action',
      needs: ['cold'],
      checks: [coldEndpointGivesNoAction],
    },
    {
      id: 'LOAD-3',
      sentence: 'the model that answers is this artifact: identity stated, and behaviour agrees',
      needs: ['golden'],
      checks: [statedModelIsThisArtifact, goldenAnswersAreTheOracles, goldenDrawsFollowTheDistribution],
    },
    {
      id: 'LOAD-4',
      sentence: 'no load failure, import error or fallback in the logs',
      needs: ['golden', 'nominal', 'malformed'],
      checks: [noTroubleInTheLogs],
      decisions: [noTroubleInTheApplicationsLog],
    },
    {
      id: 'LOAD-5',
      sentence: 'readiness tells the truth: with the model gone, it is not ready',
      needs: ['first', 'gone'],
      checks: [readinessTellsTheTruth],
    },
  ],
};
