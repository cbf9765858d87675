import { mostDimensionsInACell } from './action-space.ts';
import { noAction } from './no-action.ts';

/** Bounds of a box, and into how many cells each of its dimensions is cut. */
export interface CutBox {
  readonly low: readonly number[];
  readonly high: readonly number[];
  readonly bins: number;
}

/**
 * The cell of each row's action, and how far the action lies from the next cell, as a share of the range of the dimension.
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
  const dimensions = Math.min(low.length, mostDimensionsInACell);
  for (let row = 0; row < actions.length; row += 1) {
    let cell = 0;
    let margin = Number.POSITIVE_INFINITY;
    for (let dimension = dimensions - 1; dimension >= 0; dimension -= 1) {
      const place = placeOf({ low, high, bins }, dimension, values[row * width + dimension]!);
      const part = partAt(place, bins);
      cell = cell * bins + part;
      margin = Math.min(margin, distanceToBorder(place, part, bins) / bins);
    }
    actions[row] = Number.isNaN(margin) ? noAction : cell;
    margins[row] = margin;
  }
}

/**
 * Whether an action lies so near to another cell that a correct runtime may see it there.
 *
 * @param slackOf - how far two correct runtimes may be apart at a value, in its unit
 */
export function isNearAnotherCell(box: CutBox, values: ArrayLike<number>, slackOf: (value: number) => number): boolean {
  const dimensions = Math.min(box.low.length, mostDimensionsInACell);
  for (let dimension = 0; dimension < dimensions; dimension += 1) {
    const value = values[dimension]!;
    const place = placeOf(box, dimension, value);
    const cell = (box.high[dimension]! - box.low[dimension]!) / box.bins;
    if (distanceToBorder(place, partAt(place, box.bins), box.bins) * cell <= slackOf(value)) return true;
  }
  return false;
}

/** In cells from the lower bound. */
function placeOf({ low, high, bins }: CutBox, dimension: number, value: number): number {
  return ((value - low[dimension]!) * bins) / (high[dimension]! - low[dimension]!);
}

function partAt(place: number, bins: number): number {
  return Math.min(Math.max(Math.floor(place), 0), bins - 1);
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
