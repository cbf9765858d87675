import type { Tolerance } from '../contract/contract.ts';
import type { Feature } from '../contract/feature.ts';
import type { ObservationBlock } from '../contract/observation-block.ts';
import { agrees } from '../oracle/agreement.ts';
import { type FeatureRelation, featureRelation } from './feature-relation.ts';

/** One feature that is not what training computed. */
export interface FeatureDifference {
  /** Where it stands in the observation. */
  readonly feature: number;
  /** The first observation that differs, from 0. */
  readonly first: number;
  /** How many observations differ, and of how many. */
  readonly differing: number;
  readonly observations: number;
  /** Infinite where something seen, or expected, is no finite number. */
  readonly largest: number;
  readonly relation: FeatureRelation;
}

/**
 * The features that differ anywhere, and how: in the order of the features, none where all agree.
 *
 * @param expected - what training computed: one row an observation, in their order; lags are sought along it
 * @param seen - the same observations as they were sent; NaN differs from everything
 * @param features - one a value of a row
 * @throws {RangeError} where the blocks and the features are not of one shape
 */
export function featureDifferences(
  expected: ObservationBlock,
  seen: ObservationBlock,
  features: readonly Feature[],
  tolerance: Tolerance,
): readonly FeatureDifference[] {
  if (expected.rows !== seen.rows || expected.width !== seen.width || expected.width !== features.length) {
    throw new RangeError(
      `${seen.rows} observations of ${seen.width} features were seen, ${expected.rows} of ${expected.width} are expected, ` +
        `and ${features.length} features are named; compare the same observations`,
    );
  }
  const columns = features.map((_, index) => columnOf(expected, index));
  return features.flatMap((feature, index) => {
    const own = columns[index]!;
    const column = columnOf(seen, index);
    const differing = Array.from(column.keys()).filter((row) => !agrees(column[row]!, own[row]!, tolerance));
    const [first] = differing;
    if (first === undefined) return [];
    return {
      feature: index,
      first,
      differing: differing.length,
      observations: expected.rows,
      largest: differing.reduce((largest, row) => Math.max(largest, distance(column[row]!, own[row]!)), 0),
      relation: featureRelation({ index, feature, seen: column, expected: columns, differing, tolerance }),
    };
  });
}

function columnOf({ rows, width, values }: ObservationBlock, column: number): Float32Array {
  return Float32Array.from({ length: rows }, (_, row) => values[row * width + column]!);
}

function distance(one: number, other: number): number {
  const between = Math.abs(one - other);
  return Number.isNaN(between) ? Number.POSITIVE_INFINITY : between;
}
