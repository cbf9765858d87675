import type { Generator } from './generator.ts';
import { ObservationError } from './observation-error.ts';

/**
 * Rows that are given, such as the golden vectors of training, over and over: row `n` is the given row `n % length`.
 *
 * @param given - rows of `width` values, one after the other; copied
 * @throws {ObservationError} ROWS_DO_NOT_FIT
 */
export function golden(width: number, given: Float32Array): Generator & { readonly length: number } {
  const length = given.length / width;
  if (!Number.isInteger(length) || length === 0) {
    throw new ObservationError('ROWS_DO_NOT_FIT', {
      problem: `${given.length} values are not rows of ${width} features`,
      remedy: 'compare the golden vectors with the features of the contract',
    });
  }
  const kept = given.slice();
  return {
    length,
    block(first, rows) {
      const values = new Float32Array(rows * width);
      for (let row = 0; row < rows; ) {
        const from = (first + row) % length;
        const run = Math.min(length - from, rows - row);
        values.set(kept.subarray(from * width, (from + run) * width), row * width);
        row += run;
      }
      return { rows, width, values };
    },
  };
}
