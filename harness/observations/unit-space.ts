import { allowSomething } from './allowed-actions.ts';
import { type ObservationSpace, valueAt } from './observation-space.ts';

/**
 * Rows as points of a box: a number from -1 to 1 for each feature with an order, and for a category one from 0 to 1 for
 * each of its codes. What moves in it in all directions at once comes back as a row on the grid.
 */
export class UnitSpace {
  readonly width: number;
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly #space: ObservationSpace;
  /** Where each feature begins in a point. */
  readonly #first: Int32Array;

  constructor(space: ObservationSpace) {
    this.#space = space;
    this.#first = new Int32Array(space.width);
    const low: number[] = [];
    const high: number[] = [];
    for (let feature = 0; feature < space.width; feature += 1) {
      this.#first[feature] = low.length;
      const codes = space.codes[feature];
      if (codes) for (const _ of codes) low.push(0);
      else low.push(space.minimum[feature] === space.maximum[feature] ? 0 : -1);
      while (high.length < low.length) high.push(codes ? 1 : -low[high.length]!);
    }
    this.width = low.length;
    this.low = Float64Array.from(low);
    this.high = Float64Array.from(high);
  }

  pointOf(row: Float32Array): Float64Array {
    const { minimum, maximum, codes } = this.#space;
    const point = new Float64Array(this.width);
    row.forEach((value, feature) => {
      const at = this.#first[feature]!;
      const table = codes[feature];
      if (table) {
        point[at + table.indexOf(value)] = 1;
        return;
      }
      const half = (maximum[feature]! - minimum[feature]!) / 2;
      point[at] = half === 0 ? 0 : (value - minimum[feature]!) / half - 1;
    });
    return point;
  }

  /** Whether each feature has an order, so that a row changes with its point without leaps, but for the grid. */
  get isContinuous(): boolean {
    return this.#space.codes.every((codes) => codes === undefined);
  }

  /** Half the range of each feature: how a row changes with its point, where that is continuous. */
  get halves(): Float64Array {
    const { minimum, maximum } = this.#space;
    return Float64Array.from(minimum, (least, feature) => (maximum[feature]! - least) / 2);
  }

  /** The row at a point, beside the grid, where that is continuous. */
  valuesAt(point: Float64Array): Float64Array {
    const { minimum } = this.#space;
    const halves = this.halves;
    return point.map((value, feature) => minimum[feature]! + (value + 1) * halves[feature]!);
  }

  /** The row on the grid that is nearest to a point of the box. */
  rowAt(point: Float64Array): Float32Array {
    const { width, minimum, maximum, lowest, highest, step, codes } = this.#space;
    const row = new Float32Array(width);
    for (let feature = 0; feature < width; feature += 1) {
      const at = this.#first[feature]!;
      const table = codes[feature];
      if (table) {
        const own = point.subarray(at, at + table.length);
        row[feature] = table[own.indexOf(Math.max(...own))]!;
        continue;
      }
      const half = (maximum[feature]! - minimum[feature]!) / 2;
      const level = Math.round((minimum[feature]! + (point[at]! + 1) * half) / step[feature]!);
      row[feature] = valueAt(this.#space, feature, Math.min(Math.max(level, lowest[feature]!), highest[feature]!));
    }
    allowSomething(this.#space, row);
    return row;
  }
}
