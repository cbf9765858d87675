import { noAction } from './no-action.ts';

/** Bounds of a box, and into how many cells each of its dimensions is cut. */
export interface CutBox {
  readonly low: readonly number[];
  readonly high: readonly number[];
  readonly bins: number;
}

/** Beyond so many dimensions, the others do not tell cells apart: see `actionSpace`. */
const mostDimensions = 9;

/**
 * The cell of each row's action, and how far the action lies from the next cell, in its own unit.
 *
 * What is outside of the box lies in its outermost cells. A row with NaN in it has no cell.
 *
 * @param values - `width` values a row, of which the first are the action
 */
export function decodeCell(
  { low, high, bins }: CutBox,
  values: Float32Array,
  width: number,
  actions: Int32Array,
  margins: Float32Array,
): void {
  const dimensions = Math.min(low.length, mostDimensions);
  for (let row = 0; row < actions.length; row += 1) {
    let cell = 0;
    let margin = Number.POSITIVE_INFINITY;
    for (let dimension = dimensions - 1; dimension >= 0; dimension -= 1) {
      const span = (high[dimension]! - low[dimension]!) / bins;
      const place = (values[row * width + dimension]! - low[dimension]!) / span;
      const part = Math.min(Math.max(Math.floor(place), 0), bins - 1);
      cell = cell * bins + part;
      margin = Math.min(margin, distanceToBorder(place, part, bins) * span);
    }
    actions[row] = Number.isNaN(margin) ? noAction : cell;
    margins[row] = margin;
  }
}

/** In cells; the outer borders of the box separate nothing. */
function distanceToBorder(place: number, part: number, bins: number): number {
  const below = part === 0 ? Number.POSITIVE_INFINITY : place - part;
  const above = part === bins - 1 ? Number.POSITIVE_INFINITY : part + 1 - place;
  return Number.isNaN(place) ? Number.NaN : Math.min(below, above);
}

/** The cell of one action: one value a dimension. */
export function cellOf(box: CutBox, values: ArrayLike<number>): number {
  const actions = new Int32Array(1);
  decodeCell(box, Float32Array.from(values), values.length, actions, new Float32Array(1));
  return actions[0]!;
}
