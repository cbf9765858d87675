import { everyActionBecomesItsOrder } from '../harness/checks/every-action-becomes-its-order.ts';
import { everyActionIsReached } from '../harness/checks/every-action-is-reached.ts';
import { everyActionPassesValidation } from '../harness/checks/every-action-passes-validation.ts';
import { noHoldButTheModels } from '../harness/checks/no-hold-but-the-models.ts';
import { valuesLieWithinTheBox } from '../harness/checks/values-lie-within-the-box.ts';
import { whatIsNoActionIsRefused } from '../harness/checks/what-is-no-action-is-refused.ts';
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
    {
      id: 'ACT-2',
      sentence: "every action passes the application's validation unchanged",
      needs: [],
      checks: [],
      decisions: [everyActionPassesValidation],
    },
    {
      id: 'ACT-3',
      sentence: 'every action becomes the order that the contract names, once',
      needs: [],
      checks: [],
      decisions: [everyActionBecomesItsOrder],
    },
    {
      id: 'ACT-4',
      sentence: 'what is no action is refused loudly, and no order is placed',
      needs: [],
      checks: [],
      decisions: [whatIsNoActionIsRefused],
    },
    {
      id: 'ACT-5',
      sentence: 'no HOLD where the model did not say HOLD',
      needs: [],
      checks: [],
      decisions: [noHoldButTheModels],
    },
  ],
};
