import { agrees } from '../oracle/agreement.ts';
import { eachDecision } from './decision-check.ts';
import { featureTolerance } from './feature-tolerance.ts';
import { actionInWords } from './wording.ts';

/**
 * USED-2, of the application: what it is given, where nothing is forced, is the oracle's answer to what it asked about.
 *
 * An endpoint may answer an application otherwise than whoever tests it: by a header that only one of them sends, by a route,
 * by what it remembers of a caller. Judged is what was asked about the features that training computed, for which the oracle
 * was asked as well; that others are sent is what FEAT-5 tells.
 */
export const givenAnswersAreTheOracles = eachDecision(
  { clause: 'USED-2', grade: 'corroborated', phases: ['shown', 'reached'] },
  (contract, tally) => {
    let others = 0;
    return {
      see({ id, observation, features, expected, given, putIn }) {
        const [first] = given;
        if (first?.kind !== 'action' || putIn.kind !== 'nothing' || expected === undefined) return;
        if (!(observation instanceof Float32Array && isSame(observation, features))) {
          others += 1;
          return;
        }
        if (expected.nearTie) {
          tally.nearTies += 1;
          return;
        }
        tally.examined += 1;
        if (first.action === expected.action) return;
        tally.violation({
          about: 'the endpoint answers the application otherwise than the model does',
          expected: actionInWords(contract, expected.action),
          seen: actionInWords(contract, first.action),
          decision: id,
        });
      },
      conclude: () => ({
        notes: others > 0 ? [`${others} answers were to other features than training's: nothing is known of them`] : [],
      }),
    };
  },
);

function isSame(seen: Float32Array, expected: Float32Array): boolean {
  return expected.every((value, index) => agrees(seen[index] ?? Number.NaN, value, featureTolerance));
}
