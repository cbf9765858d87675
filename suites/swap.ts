import { brokenArtifactsNeverServe } from '../harness/checks/broken-artifacts-never-serve.ts';
import { everyReplicaAnswers } from '../harness/checks/every-replica-answers.ts';
import { forcedReloadTakesEffectAtOnce } from '../harness/checks/forced-reload-takes-effect-at-once.ts';
import { newArtifactsArePickedUp } from '../harness/checks/new-artifacts-are-picked-up.ts';
import { noRequestSuffersFromASwap } from '../harness/checks/no-request-suffers-from-a-swap.ts';
import type { Suite } from './suite.ts';

export const swap: Suite = {
  group: 'SWAP',
  title: 'a new model takes the place of the old one, and nobody notices but by its answers',
  clauses: [
    {
      id: 'SWAP-1',
      sentence: 'a new artifact is picked up without restart',
      needs: ['swapped'],
      checks: [newArtifactsArePickedUp],
    },
    {
      id: 'SWAP-2',
      sentence: 'no request fails or is answered by a heuristic meanwhile',
      needs: ['swapped'],
      checks: [noRequestSuffersFromASwap],
    },
    {
      id: 'SWAP-3',
      sentence: 'a corrupt or half-written artifact never serves',
      needs: ['swapped'],
      checks: [brokenArtifactsNeverServe],
    },
    {
      id: 'SWAP-4',
      sentence: 'a forced reload takes effect at once',
      needs: ['swapped'],
      checks: [forcedReloadTakesEffectAtOnce],
    },
    {
      id: 'SWAP-5',
      sentence: 'every replica answers by the artifact in place, not just one',
      needs: ['replicas'],
      checks: [everyReplicaAnswers],
    },
  ],
};
