import { recordedFacts } from './kinds-of-check.ts';

/** ARTIFACT-4: the artifact gives a row the same answer in every batch size and at every place in the batch. */
export const batchSizesAgree = recordedFacts({ clause: 'ARTIFACT-4', grade: 'corroborated' }, ({ history }, tally) => {
  const notes: string[] = [];
  for (const facts of history.facts('batch-agreement')) {
    tally.examined += facts.rows;
    notes.push(`batch sizes ${facts.sizes.join(', ')}`);
    if (!(facts.largestDifference <= 1)) {
      tally.violation({
        about: 'the artifact answers a row differently within a batch',
        expected: 'the answer of batch size 1, within the tolerance',
        seen: `${facts.largestDifference.toPrecision(3)} times the tolerance at batch size ${facts.worstSize}, row ${facts.worstRow}`,
      });
    }
  }
  return { notes };
});
