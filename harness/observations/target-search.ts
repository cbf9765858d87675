import { type ObservationBlock, rowOf } from '../contract/observation-block.ts';
import { allowSomething } from './allowed-actions.ts';
import { CandidatePool } from './candidate-pool.ts';
import { type DrawRow, nominalRow } from './nominal.ts';
import { levelOf, type ObservationSpace, valueAt } from './observation-space.ts';
import type { RowStream } from './row-stream.ts';

export interface DirectedTarget {
  readonly target: number;
  /** Different rows that reach the target with margin enough, in the order found: as many as wanted, or fewer. */
  readonly rows: ObservationBlock;
  /**
   * The row that came closest, or went furthest beyond. A negative margin is what it lacks to reach the target;
   * -Infinity, with a row of zeros, where the budget was 0 or every answer NaN.
   */
  readonly closest: { readonly margin: number; readonly row: Float32Array };
}

const poolSize = 24;
/** One row in so many is drawn afresh. */
const fresh = 8;
/** Blocks without progress after which the search for a target begins again. */
const patience = 12;

/**
 * What is known about one target, and the breeding of rows for it: children of the best rows seen, by crossing two of them
 * and moving a few features, with some fresh rows among them. Where that makes no progress the best rows are forgotten, and
 * it begins again, so that one blind alley does not use up the budget.
 */
export class TargetSearch {
  readonly target: number;
  readonly #space: ObservationSpace;
  readonly #wanted: number;
  readonly #minimumMargin: number;
  readonly #draw: DrawRow;
  readonly #pool: CandidatePool;
  readonly #found: Float32Array[] = [];
  #closest: DirectedTarget['closest'];
  #reached = Number.NEGATIVE_INFINITY;
  #idle = 0;

  constructor(target: number, space: ObservationSpace, wanted: number, minimumMargin: number) {
    this.target = target;
    this.#space = space;
    this.#wanted = wanted;
    this.#minimumMargin = minimumMargin;
    this.#draw = nominalRow(space);
    this.#pool = new CandidatePool(space.width, poolSize);
    this.#closest = { margin: Number.NEGATIVE_INFINITY, row: new Float32Array(space.width) };
  }

  /** Rows that are still lacking. */
  get lacking(): number {
    return this.#wanted - this.#found.length;
  }

  get reached(): boolean {
    return this.#found.length > 0;
  }

  breed(stream: RowStream, row: Float32Array): void {
    const { width } = this.#space;
    if (this.#pool.size < 2 || stream.below(fresh) === 0) {
      this.#draw(stream, row, 0);
      return;
    }
    row.set(this.#parent(stream));
    if (stream.below(2) === 0) {
      const other = this.#parent(stream);
      for (let feature = 0; feature < width; feature += 1) {
        if (stream.below(2) === 0) row[feature] = other[feature]!;
      }
    }
    const moves = 1 + stream.below(1 + stream.below(1 + (width >>> 2)));
    for (let move = 0; move < moves; move += 1) {
      const feature = stream.below(width);
      row[feature] = movedValue(this.#space, stream, feature, row[feature]!);
    }
    allowSomething(this.#space, row);
  }

  /** @param margins - of each row */
  learn(block: ObservationBlock, margins: Float64Array): void {
    if (this.lacking === 0) return;
    let progress = false;
    for (let index = 0; index < block.rows; index += 1) {
      const margin = margins[index]!;
      const row = rowOf(block, index);
      this.#pool.offer(row, margin);
      if (margin > this.#reached) {
        this.#reached = margin;
        progress = true;
      }
      if (margin > this.#closest.margin) this.#closest = { margin, row: row.slice() };
      if (margin > this.#minimumMargin && this.lacking > 0 && !this.#found.some((other) => same(other, row))) {
        this.#found.push(row.slice());
      }
    }
    this.#idle = progress ? 0 : this.#idle + 1;
    if (this.#idle >= patience) this.#beginAgain();
  }

  result(): DirectedTarget {
    const { width } = this.#space;
    const values = new Float32Array(this.#found.length * width);
    for (const [index, row] of this.#found.entries()) values.set(row, index * width);
    return { target: this.target, rows: { rows: this.#found.length, width, values }, closest: this.#closest };
  }

  /** The better of two candidates. */
  #parent(stream: RowStream): Float32Array {
    const one = stream.below(this.#pool.size);
    const other = stream.below(this.#pool.size);
    return this.#pool.row(this.#pool.margin(one) > this.#pool.margin(other) ? one : other);
  }

  #beginAgain(): void {
    this.#pool.clear();
    this.#reached = Number.NEGATIVE_INFINITY;
    this.#idle = 0;
  }
}

/** Anywhere, to either end, or up or down by a distance of any order of magnitude; of a category, anywhere. */
function movedValue(space: ObservationSpace, stream: RowStream, feature: number, value: number): number {
  const low = space.lowest[feature]!;
  const high = space.highest[feature]!;
  const anywhere = () => valueAt(space, feature, low + stream.below(high - low + 1));
  if (space.codes[feature]) return anywhere();
  switch (stream.below(5)) {
    case 0:
      return anywhere();
    case 1:
      return valueAt(space, feature, low);
    case 2:
      return valueAt(space, feature, high);
    default: {
      const distance = (high - low) >>> stream.below(10) || 1;
      const level = levelOf(space, feature, value) + (stream.below(2) === 0 ? distance : -distance);
      return valueAt(space, feature, Math.min(Math.max(level, low), high));
    }
  }
}

function same(one: Float32Array, other: Float32Array): boolean {
  return one.every((value, index) => value === other[index]);
}
