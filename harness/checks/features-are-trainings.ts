import type { ObservationBlock } from '../contract/observation-block.ts';
import { eachDecision } from './decision-check.ts';
import { differenceInWords } from './feature-difference-wording.ts';
import { featureDifferences } from './feature-differences.ts';
import { numberInWords } from './wording.ts';

/** Of what float32 rounds, and of sums in another order. */
const tolerance = { relative: 1e-6, absolute: 1e-6 };

/**
 * FEAT-5: from raw market data, the application computes the features that training computed.
 *
 * What it sends is compared with what training made of the same market, feature by feature; what differs is told with how it
 * differs, over all markets that were shown. So many rows are kept as there are markets.
 */
export const featuresAreTrainings = eachDecision(
  { clause: 'FEAT-5', grade: 'corroborated', phases: ['shown'] },
  ({ features }, tally) => {
    const expected: Float32Array[] = [];
    const seen: Float32Array[] = [];
    const decisions: number[] = [];
    let unasked = 0;
    return {
      see({ id, observation, features: trainings }) {
        if (observation === undefined) {
          unasked += 1;
          return;
        }
        tally.examined += 1;
        if (typeof observation === 'string') {
          tally.violation({
            about: 'what the application sends is no observation',
            expected: `${features.length} features, as the stack file says that they are sent`,
            seen: observation,
            decision: id,
          });
          return;
        }
        expected.push(trainings);
        seen.push(observation);
        decisions.push(id);
      },
      conclude() {
        const differences = featureDifferences(
          blockOf(expected, features.length),
          blockOf(seen, features.length),
          features,
          tolerance,
        );
        for (const difference of differences) {
          const { feature, first, differing } = difference;
          const value = (rows: readonly Float32Array[]) =>
            `${features[feature]!.name} ${numberInWords(rows[first]?.[feature])}`;
          tally.violation(
            {
              about: differenceInWords(difference, features, 'market'),
              expected: value(expected),
              seen: value(seen),
              decision: decisions[first]!,
            },
            differing,
          );
        }
        return {
          unproven: unasked > 0 ? `the endpoint was not asked in ${unasked} of the markets that were shown` : undefined,
          notes: [`${seen.length} markets, ${features.length} features each`],
        };
      },
    };
  },
);

function blockOf(rows: readonly Float32Array[], width: number): ObservationBlock {
  const values = new Float32Array(rows.length * width);
  for (const [index, row] of rows.entries()) values.set(row, index * width);
  return { rows: rows.length, width, values };
}
