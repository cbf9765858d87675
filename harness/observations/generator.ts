import type { ObservationBlock } from '../contract/observation-block.ts';

/**
 * Draws rows from a seed. Row `n` depends on the seed and on `n` alone, so that any partition into blocks gives the
 * same bytes, and the first rows of a longer draw are the rows of a shorter one.
 */
export interface Generator {
  /** Fresh memory at every call: blocks never alias. */
  block(first: number, rows: number): ObservationBlock;
}

/** A generator whose rows are drawn one by one: `draw` writes the row of this index to `values`, beginning at `offset`. */
export function rowByRow(
  width: number,
  draw: (index: number, values: Float32Array, offset: number) => void,
): Generator {
  return {
    block(first, rows) {
      const values = new Float32Array(rows * width);
      for (let row = 0; row < rows; row += 1) draw(first + row, values, row * width);
      return { rows, width, values };
    },
  };
}
