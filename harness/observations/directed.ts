import { type ObservationBlock, rowOf } from '../contract/observation-block.ts';
import type { Evaluate } from '../oracle/answers.ts';
import type { Network } from '../oracle/network.ts';
import type { Targets } from '../oracle/target-margin.ts';
import { GuidedSearch } from './guided-search.ts';
import { nominal } from './nominal.ts';
import type { ObservationSpace } from './observation-space.ts';
import { RowStream } from './row-stream.ts';
import { type DirectedTarget, TargetSearch } from './target-search.ts';

export interface DirectedOptions {
  readonly targets: Targets;
  /** Rows wanted for each target. */
  readonly perTarget: number;
  /** A row reaches a target where its margin is above this. */
  readonly minimumMargin: number;
  /** Most rows that the oracle is asked about, over all targets. */
  readonly budget: number;
  /** What the artifact computes, where it could be read out of it: of each row, what decides. */
  readonly network?: Network | undefined;
}

export interface DirectedRows {
  /** One entry a target, in order. */
  readonly targets: readonly DirectedTarget[];
  /** How many rows the oracle was asked about. */
  readonly asked: number;
}

const nominalRows = 4;
/** One by one, so that what is learnt from each guides the next. */
const guidedRows = 1;
/** The cost of a guess grows with the rows that it is made from. */
const mostGuided = 192;
const mostBred = 512;
const leastBred = 32;
/** Bred for each row that is lacking. */
const bredForOne = 4;

/**
 * Looks for rows that reach each target, all rows on the grid. Every row is judged for all targets.
 *
 * A few nominal rows find what is common. Guided search then finds one row for each target that is not reached yet, in
 * turn. What guided search does not find, and the other rows for each target, are bred from the best rows seen.
 */
export async function directed(
  space: ObservationSpace,
  seed: number,
  evaluate: Evaluate,
  { targets, perTarget, minimumMargin, budget, network }: DirectedOptions,
): Promise<DirectedRows> {
  const stream = new RowStream(seed, 'directed');
  const guided = new GuidedSearch(space, targets, mostGuided, network);
  const searches = Array.from(
    { length: targets.count },
    (_, target) => new TargetSearch(target, space, perTarget, minimumMargin),
  );
  let asked = 0;
  const ask = async (block: ObservationBlock) => {
    const answers = await evaluate(block);
    asked += block.rows;
    if (!guided.full) guided.learn(block, answers);
    const preferences = targets.preferences(answers);
    const margins = new Float64Array(block.rows);
    for (const search of searches) {
      for (let row = 0; row < block.rows; row += 1) {
        const preferred = preferences.subarray(row * targets.width, (row + 1) * targets.width);
        margins[row] = targets.margin(preferred, search.target);
      }
      search.learn(block, margins);
    }
  };
  /** Rows that are proposed for the searches in turn; what is not proposed stays a nominal row. */
  const proposed = (
    count: number,
    wanting: readonly TargetSearch[],
    propose: (search: TargetSearch, row: Float32Array) => void,
  ): ObservationBlock => {
    const block = nominal(space, seed).block(asked, Math.min(count, budget - asked));
    for (let row = 0; row < block.rows; row += 1) {
      stream.seek(asked + row);
      propose(wanting[(asked + row) % wanting.length]!, rowOf(block, row));
    }
    return block;
  };

  if (budget > 0) await ask(nominal(space, seed).block(0, Math.min(nominalRows, budget)));
  while (asked < budget && !guided.full) {
    const wanting = searches.filter(({ reached, lacking }) => !reached && lacking > 0);
    if (wanting.length === 0) break;
    await ask(
      proposed(guidedRows, wanting, ({ target }, row) => {
        row.set(guided.propose(stream, target) ?? row);
      }),
    );
  }
  while (asked < budget) {
    const wanting = searches.filter(({ lacking }) => lacking > 0);
    if (wanting.length === 0) break;
    const lacking = wanting.reduce((sum, search) => sum + search.lacking, 0);
    const rows = wanting.every(({ reached }) => reached) ? Math.max(lacking * bredForOne, leastBred) : mostBred;
    await ask(proposed(Math.min(rows, mostBred), wanting, (search, row) => search.breed(stream, row)));
  }
  return { targets: searches.map((search) => search.result()), asked };
}
