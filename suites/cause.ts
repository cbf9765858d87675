import { faultsBetweenPlaceNoOrder } from '../harness/checks/faults-between-place-no-order.ts';
import { forcedAnswersPassThrough } from '../harness/checks/forced-answers-pass-through.ts';
import type { Suite } from './suite.ts';

export const cause: Suite = {
  group: 'CAUSE',
  title: 'the decisions come from the model',
  clauses: [
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
