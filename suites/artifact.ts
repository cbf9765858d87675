import { artifactHasItsDigest } from '../harness/checks/artifact-has-its-digest.ts';
import { artifactHasTheContractsShape } from '../harness/checks/artifact-has-the-contracts-shape.ts';
import { batchSizesAgree } from '../harness/checks/batch-sizes-agree.ts';
import { goldenVectorsAreReproduced } from '../harness/checks/golden-vectors-are-reproduced.ts';
import type { Suite } from './suite.ts';

export const artifact: Suite = {
  group: 'ARTIFACT',
  title: 'the artifact is what the training left',
  clauses: [
    {
      id: 'ARTIFACT-1',
      sentence: 'the artifact exists, has the digest of the training record, and loads',
      needs: [],
      checks: [artifactHasItsDigest],
    },
    {
      id: 'ARTIFACT-2',
      sentence: "its inputs and outputs are the contract's",
      needs: [],
      checks: [artifactHasTheContractsShape],
    },
    {
      id: 'ARTIFACT-3',
      sentence: 'it reproduces the golden vectors of the training framework',
      needs: [],
      checks: [goldenVectorsAreReproduced],
    },
    {
      id: 'ARTIFACT-4',
      sentence: 'candidate batch sizes agree with batch 1',
      needs: [],
      checks: [batchSizesAgree],
    },
  ],
};
