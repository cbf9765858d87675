import { everyActionIsReached } from '../harness/checks/every-action-is-reached.ts';
import { valuesLieWithinTheBox } from '../harness/checks/values-lie-within-the-box.ts';
import type { Suite } from './suite.ts';

export const actions: Suite = {
  group: 'ACT',
  title: 'every action of the space works',
  clauses: [
    {
      id: 'ACT-1',
      sentence:
        'every action of the space is reached by the policy, or reported as unreachable with the closest margin found',
      needs: ['directed'],
      checks: [everyActionIsReached, valuesLieWithinTheBox],
    },
  ],
};
