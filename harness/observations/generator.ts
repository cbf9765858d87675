import type { ObservationBlock } from '../contract/observation-block.ts';

/**
 * Draws rows from a seed. Row `n` depends on the seed and on `n` alone, so that any partition into blocks gives the
 * same bytes, and the first rows of a longer draw are the rows of a shorter one.
 */
export interface Generator {
  /** Fresh memory at every call: blocks never alias. */
  block(first: number, rows: number): ObservationBlock;
}
