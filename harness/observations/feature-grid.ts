import type { Feature, FeatureKind } from '../contract/feature.ts';
import { float32AtLeast, float32AtMost, float32Spacing } from './float32.ts';
import { ObservationError } from './observation-error.ts';

/**
 * The values that are drawn for one feature, as levels: whole multiples of a power of two, from `lowest * step` to
 * `highest * step`, or the codes of a category. Every one is a float32, and short as JSON; of a feature that is no real
 * one, it is a whole number or a code.
 */
export interface FeatureGrid {
  readonly kind: FeatureKind;
  /** 1 for a category. */
  readonly step: number;
  /** First and last level; the value of a level is `level * step`, or `codes[level]`. */
  readonly lowest: number;
  readonly highest: number;
  /** The level nearest to 0: 0 itself wherever it is in range. */
  readonly resting: number;
  /** The float32 values nearest to the bounds that are within them. */
  readonly minimum: number;
  readonly maximum: number;
  /** Of a category, in rising order. */
  readonly codes: Float32Array | undefined;
}

/** Most steps across a range, as a power of two. */
const finest = 10;
/** Steps across a narrow range, which would be long as JSON if it were finer. */
const coarsest = 6;
/** Binary places after the point: 2^-9 is 0.001953125. Narrow ranges need more. */
const shortPlaces = 9;

/**
 * @returns at most 1025 levels, unless codes are more; at least 32 where the range holds that many values of its kind
 * @throws {ObservationError} RANGE_WITHOUT_FLOAT32
 */
export function gridOf(feature: Feature): FeatureGrid {
  if (feature.kind === 'categorical' && feature.codes) return gridOfCodes(feature.codes);
  const { kind = 'real' } = feature;
  const whole = kind !== 'real';
  const minimum = float32AtLeast(whole ? Math.ceil(feature.minimum) : feature.minimum);
  const maximum = float32AtMost(whole ? Math.floor(feature.maximum) : feature.maximum);
  if (!(minimum <= maximum)) {
    throw new ObservationError('RANGE_WITHOUT_FLOAT32', {
      problem: `no ${whole ? 'whole float32' : 'float32'} lies between ${feature.minimum} and ${feature.maximum}, the range of ${feature.name}`,
      remedy: 'widen the range of the feature in the contract',
    });
  }
  const span = Math.ceil(Math.log2(maximum - minimum));
  const short = 2 ** Math.max(span - finest, whole ? 0 : Math.min(-shortPlaces, span - coarsest));
  const step = Math.max(short, float32Spacing(Math.max(Math.abs(minimum), Math.abs(maximum))));
  const lowest = Math.ceil(minimum / step);
  const highest = Math.floor(maximum / step);
  const resting = Math.min(Math.max(0, lowest), highest);
  return { kind, step, lowest, highest, resting, minimum, maximum, codes: undefined };
}

function gridOfCodes(listed: readonly number[]): FeatureGrid {
  // The sum turns -0, which is lost on the way through JSON, into 0.
  const codes = Float32Array.from(listed, (code) => Math.fround(code) + 0).sort();
  const highest = codes.length - 1;
  let resting = 0;
  codes.forEach((code, level) => {
    if (Math.abs(code) < Math.abs(codes[resting]!)) resting = level;
  });
  return {
    kind: 'categorical',
    step: 1,
    lowest: 0,
    highest,
    resting,
    minimum: codes[0]!,
    maximum: codes[highest]!,
    codes,
  };
}
