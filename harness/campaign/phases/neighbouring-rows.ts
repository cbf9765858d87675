import { type Neighbours, neighbours } from '../../observations/neighbours.ts';
import type { Call } from '../call.ts';
import { blockOf, rowCalls } from './row-calls.ts';
import type { Setting } from './setting.ts';

const pairsWanted = 96;

export function searchNeighbours({ space, seed, evaluate }: Setting, minimumMargin: number): Promise<Neighbours> {
  return neighbours(space, seed, evaluate, { pairs: pairsWanted, minimumMargin });
}

/** Pairs, one row after the other; the subject is the ordinal of the pair. */
export async function* neighbouringRows(
  { pairs }: Neighbours,
  { space, evaluate }: Setting,
): AsyncGenerator<readonly Call[]> {
  if (pairs.length === 0) return;
  const block = blockOf(
    pairs.flatMap(({ one, other }) => [one, other]),
    space.width,
  );
  yield await rowCalls(block, evaluate, { phase: 'neighbours', subject: (row) => row >> 1 });
}
