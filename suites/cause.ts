import { faultsBetweenPlaceNoOrder } from '../harness/checks/faults-between-place-no-order.ts';
import { forcedAnswersPassThrough } from '../harness/checks/forced-answers-pass-through.ts';
import { swappedAnswersAreTheMarkedPolicys } from '../harness/checks/swapped-answers-are-the-marked-policys.ts';
import { swappedDecisionsAreTheMarkedPolicys } from '../harness/checks/swapped-decisions-are-the-marked-policys.ts';
import { withoutAModelNoAnswer } from '../harness/checks/without-a-model-no-answer.ts';
import { withoutAModelNoDecision } from '../harness/checks/without-a-model-no-decision.ts';
import type { Suite } from './suite.ts';

export const cause: Suite = {
  group: 'CAUSE',
  title: 'the decisions come from the model',
  clauses: [
    {
      id: 'CAUSE-1',
      sentence: "swap in a marked policy: the decisions become the marked policy's",
      needs: ['swapped'],
      checks: [swappedAnswersAreTheMarkedPolicys],
      decisions: [swappedDecisionsAreTheMarkedPolicys],
    },
    {
      id: 'CAUSE-2',
      sentence: 'break the model: decisions stop and the error is loud',
      needs: ['gone', 'back'],
      checks: [withoutAModelNoAnswer],
      decisions: [withoutAModelNoDecision],
    },
    {
      id: 'CAUSE-3',
      sentence: 'forced answers pass through the application unchanged',
      needs: [],
      checks: [],
      decisions: [forcedAnswersPassThrough],
    },
    {
      id: 'CAUSE-4',
      sentence: 'faults between application and endpoint never become an order',
      needs: [],
      checks: [],
      decisions: [faultsBetweenPlaceNoOrder],
    },
  ],
};
