import type { Contract } from '../../contract/contract.ts';
import { type ObservationBlock, rowOf } from '../../contract/observation-block.ts';
import type { ServedFormFacts } from '../../history/run-event.ts';
import type { Generator } from '../../observations/generator.ts';
import type { Evaluate } from '../../oracle/answers.ts';
import { clearRows } from './clear-rows.ts';

/** A policy that takes the same observations and decides otherwise on purpose, so that a swap shows. */
export interface MarkedPolicy {
  /** Digest of its artifact. */
  readonly sha256: string;
  /** Path of what the endpoint loads: the artifact, or the same model in another form. */
  readonly served: string;
  /** Where it is another form. */
  readonly form: ServedFormFacts | undefined;
  /** How it was made of the own artifact, in words; null where it lay beside it. */
  readonly derived: string | null;
  readonly evaluate: Evaluate;
}

/** An observation, and what the two policies give to it; both decide clearly. */
export interface ToldRow {
  readonly observation: Float32Array;
  /** The scores of the own policy, then those of the marked one. */
  readonly expected: Float32Array;
  readonly actions: { readonly own: number; readonly marked: number };
}

const rowsAtOnce = 256;
const mostBlocks = 16;
/** Of all rows; how many of them the two decide differently is what a swap must change. */
const plainRows = 48;
/** Further ones that they decide differently, so that every answer soon tells who gave it. */
const tellingRows = 16;

/**
 * Rows by whose answers the two policies can be told apart, and others as they come.
 *
 * @returns none where the two decide alike
 */
export async function toldRows(
  contract: Contract,
  generator: Generator,
  own: Evaluate,
  marked: Evaluate,
): Promise<readonly ToldRow[]> {
  const plain: ToldRow[] = [];
  const telling: ToldRow[] = [];
  for (let block = 0; block < mostBlocks && telling.length < tellingRows; block += 1) {
    for (const row of await decidedClearly(contract, generator.block(block * rowsAtOnce, rowsAtOnce), own, marked)) {
      if (plain.length < plainRows) plain.push(row);
      else if (tells(row) && telling.length < tellingRows) telling.push(row);
    }
  }
  const rows = [...plain, ...telling];
  return rows.some(tells) ? rows : [];
}

export function tells({ actions: { own, marked } }: ToldRow): boolean {
  return own !== marked;
}

async function decidedClearly(
  contract: Contract,
  block: ObservationBlock,
  own: Evaluate,
  marked: Evaluate,
): Promise<ToldRow[]> {
  const [ofOwn, ofMarked] = await Promise.all([clearRows(contract, block, own), clearRows(contract, block, marked)]);
  const others = new Map(ofMarked.map((clear) => [clear.row, clear]));
  return ofOwn.flatMap(({ row, scores, action }) => {
    const other = others.get(row);
    if (!other) return [];
    return {
      observation: rowOf(block, row).slice(),
      expected: Float32Array.of(...scores, ...other.scores),
      actions: { own: action, marked: other.action },
    };
  });
}
