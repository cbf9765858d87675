import type { Feature } from '../contract/feature.ts';
import { float32AtLeast, float32AtMost, float32Spacing } from './float32.ts';
import { ObservationError } from './observation-error.ts';

/**
 * The values that are drawn for one feature: whole multiples of a power of two, from `lowest * step` to
 * `highest * step`. Every one is a float32, and short as JSON.
 */
export interface FeatureGrid {
  readonly step: number;
  /** First and last level; the value of a level is `level * step`. */
  readonly lowest: number;
  readonly highest: number;
  /** The level nearest to 0: 0 itself wherever it is in range. */
  readonly resting: number;
  /** The float32 values nearest to the bounds that are within them. */
  readonly minimum: number;
  readonly maximum: number;
}

/** Most steps across a range, as a power of two. */
const finest = 10;
/** Steps across a narrow range, which would be long as JSON if it were finer. */
const coarsest = 6;
/** Binary places after the point: 2^-9 is 0.001953125. Narrow ranges need more. */
const shortPlaces = 9;

/**
 * @returns at most 1025 levels; at least 32 where the range holds that many float32 values
 * @throws {ObservationError} RANGE_WITHOUT_FLOAT32
 */
export function gridOf(feature: Feature): FeatureGrid {
  const minimum = float32AtLeast(feature.minimum);
  const maximum = float32AtMost(feature.maximum);
  if (!(minimum <= maximum)) {
    throw new ObservationError('RANGE_WITHOUT_FLOAT32', {
      problem: `no float32 lies between ${feature.minimum} and ${feature.maximum}, the range of ${feature.name}`,
      remedy: 'widen the range of the feature in the contract',
    });
  }
  const span = Math.ceil(Math.log2(maximum - minimum));
  const short = 2 ** Math.max(span - finest, Math.min(-shortPlaces, span - coarsest));
  const step = Math.max(short, float32Spacing(Math.max(Math.abs(minimum), Math.abs(maximum))));
  const lowest = Math.ceil(minimum / step);
  const highest = Math.floor(maximum / step);
  const resting = Math.min(Math.max(0, lowest), highest);
  return { step, lowest, highest, resting, minimum, maximum };
}
