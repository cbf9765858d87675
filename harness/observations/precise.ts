import { allowSomething } from './allowed-actions.ts';
import { type Generator, rowByRow } from './generator.ts';
import type { ObservationSpace } from './observation-space.ts';
import { RowStream } from './row-stream.ts';

const twoTo32 = 2 ** 32;
/** A range at least so wide has values in whole numbers. */
const wide = 100;
/** More decimals than this are below every float32. */
const mostPlaces = 50;

/**
 * Values that are on no grid, anywhere in the range of their feature, independent of the others: what real data is like,
 * and what a server that rounds, cuts off or reads too little of a number answers differently.
 *
 * Even rows have the full precision of a float32. Odd rows have decimals, each as the nearest float32: 2 or 3 places (0.37,
 * 0.184), more in a narrow range; whole numbers or 2 places in a wide one. Integers are any whole number of their range;
 * categories and flags have no other values than those of their grid.
 */
export function precise(space: ObservationSpace, seed: number): Generator {
  const stream = new RowStream(seed, 'precise');
  const { width, kind, minimum, maximum } = space;
  const words = new Int32Array(width);
  const scales = Array.from(minimum, (low, feature) => decimalScales(maximum[feature]! - low));
  return rowByRow(width, (index, values, offset) => {
    const decimal = index % 2 === 1;
    stream.seek(index);
    stream.fill(words);
    for (let feature = 0; feature < width; feature += 1) {
      const [low, high, word] = [minimum[feature]!, maximum[feature]!, words[feature]! >>> 0];
      if (kind[feature] !== 'real') {
        values[offset + feature] = preciseWhole(space, feature, word / twoTo32);
        continue;
      }
      const drawn = low + (high - low) * (word / twoTo32);
      const value = decimal ? rounded(drawn, scales[feature]![word % 2]!) : drawn;
      // The sum turns -0, which is lost on the way through JSON, into 0.
      values[offset + feature] = Math.min(Math.max(Math.fround(value), low), high) + 0;
    }
    allowSomething(space, values.subarray(offset, offset + width));
  });
}

/** @param share - at least 0, below 1 */
function preciseWhole(space: ObservationSpace, feature: number, share: number): number {
  const codes = space.codes[feature];
  if (codes) return codes[Math.floor(share * codes.length)]!;
  const [low, high] = [space.minimum[feature]!, space.maximum[feature]!];
  return Math.min(Math.fround(low + Math.floor(share * (high - low + 1))), high);
}

/** Steps to 1 of the two kinds of decimals that a range of this width has. */
function decimalScales(span: number): readonly [coarse: number, fine: number] {
  if (span >= wide) return [1, 100];
  const places = Math.min(Math.max(2, Math.floor(2 - Math.log10(span))), mostPlaces);
  return [10 ** places, 10 ** (places + 1)];
}

function rounded(value: number, scale: number): number {
  return Math.round(value * scale) / scale;
}
