import { type ObservationBlock, rowOf } from '../contract/observation-block.ts';
import type { Evaluate, OracleAnswers } from '../oracle/answers.ts';
import { CandidatePool, marginOf } from './candidate-pool.ts';
import { type DrawRow, nominalRow } from './nominal.ts';
import type { ObservationSpace } from './observation-space.ts';
import { RowStream } from './row-stream.ts';

export interface DirectedOptions {
  /** How many actions there are. */
  readonly actions: number;
  /** Rows wanted for each action. */
  readonly perAction: number;
  /** The action's score must exceed every other by more than this. */
  readonly minimumMargin: number;
  /** Rows that the oracle may be asked about, over all actions; rounded up to whole blocks. */
  readonly budget: number;
  /** Rows in a block. */
  readonly blockRows?: number;
}

export interface DirectedAction {
  readonly action: number;
  /** Different rows that give the action with margin enough, in the order found: `perAction` of them, or fewer. */
  readonly rows: ObservationBlock;
  /**
   * The row that came closest, or went furthest beyond. A negative margin is what the action lacks to be the best;
   * -Infinity, with a row of zeros, where the budget was 0 or every score NaN.
   */
  readonly closest: { readonly margin: number; readonly row: Float32Array };
}

export interface DirectedRows {
  /** One entry an action, in order. */
  readonly actions: readonly DirectedAction[];
  /** How many rows the oracle was asked about. */
  readonly asked: number;
}

/**
 * Looks for rows that give each action, all rows on the grid.
 *
 * The first block is nominal, and finds what is common. Each later block is shared out among the actions that still lack
 * rows: children of the best rows seen for the action, by crossing two of them and moving a few features, with some fresh
 * rows among them. Every row is judged for all actions. Where an action makes no progress its best rows are
 * forgotten, and its search begins again, so that one blind alley does not use up the budget.
 */
export async function directed(
  space: ObservationSpace,
  seed: number,
  evaluate: Evaluate,
  options: DirectedOptions,
): Promise<DirectedRows> {
  const { width } = space;
  const { blockRows = 512 } = options;
  const stream = new RowStream(seed, 'directed');
  const targets = Array.from({ length: options.actions }, (_, action) => new Target(action, space, options));
  let asked = 0;

  while (asked < options.budget) {
    const wanting = targets.filter((target) => !target.satisfied);
    if (wanting.length === 0) break;
    const values = new Float32Array(blockRows * width);
    const block = { rows: blockRows, width, values };
    for (let row = 0; row < blockRows; row += 1) {
      stream.seek(asked + row);
      wanting[row % wanting.length]!.propose(stream, rowOf(block, row));
    }
    const answers = await evaluate(block);
    asked += blockRows;
    for (const target of targets) target.learn(block, answers);
  }
  return { actions: targets.map((target) => target.result()), asked };
}

const poolSize = 24;
/** One row in so many is drawn afresh. */
const fresh = 8;
/** Blocks without progress after which the search for an action begins again. */
const patience = 12;

/** The search for one action. */
class Target {
  readonly #action: number;
  readonly #space: ObservationSpace;
  readonly #options: DirectedOptions;
  readonly #draw: DrawRow;
  readonly #pool: CandidatePool;
  readonly #found: Float32Array[] = [];
  #closest: { readonly margin: number; readonly row: Float32Array };
  #reached = -Infinity;
  #idle = 0;

  constructor(action: number, space: ObservationSpace, options: DirectedOptions) {
    this.#action = action;
    this.#space = space;
    this.#options = options;
    this.#draw = nominalRow(space);
    this.#pool = new CandidatePool(space.width, poolSize);
    this.#closest = { margin: -Infinity, row: new Float32Array(space.width) };
  }

  get satisfied(): boolean {
    return this.#found.length >= this.#options.perAction;
  }

  propose(stream: RowStream, row: Float32Array): void {
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
  }

  learn(block: ObservationBlock, answers: OracleAnswers): void {
    if (this.satisfied) return;
    let progress = false;
    for (let index = 0; index < block.rows; index += 1) {
      const margin = marginOf(answers, index, this.#action);
      const row = rowOf(block, index);
      this.#pool.offer(row, margin);
      if (margin > this.#reached) {
        this.#reached = margin;
        progress = true;
      }
      if (margin > this.#closest.margin) this.#closest = { margin, row: row.slice() };
      if (margin > this.#options.minimumMargin && !this.satisfied && !this.#found.some((other) => same(other, row))) {
        this.#found.push(row.slice());
      }
    }
    this.#idle = progress ? 0 : this.#idle + 1;
    if (this.#idle >= patience) this.#beginAgain();
  }

  result(): DirectedAction {
    const { width } = this.#space;
    const values = new Float32Array(this.#found.length * width);
    for (const [index, row] of this.#found.entries()) values.set(row, index * width);
    return {
      action: this.#action,
      rows: { rows: this.#found.length, width, values },
      closest: this.#closest,
    };
  }

  /** The better of two candidates. */
  #parent(stream: RowStream): Float32Array {
    const one = stream.below(this.#pool.size);
    const other = stream.below(this.#pool.size);
    return this.#pool.row(this.#pool.margin(one) > this.#pool.margin(other) ? one : other);
  }

  #beginAgain(): void {
    this.#pool.clear();
    this.#reached = -Infinity;
    this.#idle = 0;
  }
}

/** Anywhere, to either end, or up or down by a distance of any order of magnitude. */
function movedValue(space: ObservationSpace, stream: RowStream, feature: number, value: number): number {
  const low = space.lowest[feature]!;
  const high = space.highest[feature]!;
  const step = space.step[feature]!;
  switch (stream.below(5)) {
    case 0:
      return (low + stream.below(high - low + 1)) * step;
    case 1:
      return low * step;
    case 2:
      return high * step;
    default: {
      const distance = (high - low) >>> stream.below(10) || 1;
      const level = value / step + (stream.below(2) === 0 ? distance : -distance);
      return Math.min(Math.max(level, low), high) * step;
    }
  }
}

function same(one: Float32Array, other: Float32Array): boolean {
  return one.every((value, index) => value === other[index]);
}
