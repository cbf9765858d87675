import { recordedFacts } from './kinds-of-check.ts';

/** ARTIFACT-3: run here, the artifact gives what the training framework gave. */
export const goldenVectorsAreReproduced = recordedFacts(
  { clause: 'ARTIFACT-3', grade: 'corroborated' },
  ({ history }, tally) => {
    for (const facts of history.facts('golden-agreement')) {
      tally.examined += facts.rows;
      if (!(facts.largestDifference <= 1)) {
        tally.violation({
          about: 'the artifact does not reproduce the golden vectors of its training',
          expected: 'a difference of at most the tolerance',
          seen: `${facts.largestDifference.toPrecision(3)} times the tolerance at golden row ${facts.worstRow}, output ${facts.worstOutput}`,
        });
      }
      if (facts.otherActions > 0) {
        tally.violation({
          about: 'golden rows have another action than in training',
          expected: 'the action that training recorded, near-ties excepted',
          seen: `another action in ${facts.otherActions} of ${facts.rows} rows`,
        });
      }
    }
    return undefined;
  },
);
