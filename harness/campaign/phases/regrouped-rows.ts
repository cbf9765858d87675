import { rowsSentAgain } from '../../history/phase.ts';
import { nominal } from '../../observations/nominal.ts';
import type { Call } from '../call.ts';
import type { Setting } from './setting.ts';

const sizes = [2, 3, 7, 16, 64];

/**
 * Nominal rows again, from the last to the first, in requests of many rows: each row follows others than before, and
 * stands in a batch with others. Where the protocol takes one row only, the other order remains.
 */
export async function* regroupedRows({ space, seed, evaluate, protocol }: Setting): AsyncGenerator<readonly Call[]> {
  const rows = nominal(space, seed);
  let batch = 0;
  for (let end: number = rowsSentAgain.batch; end > 0; batch += 1) {
    const size = Math.min(sizes[batch % sizes.length]!, protocol.maximumRows, end);
    const block = rows.block(end - size, size);
    const { scores } = await evaluate(block);
    yield [{ phase: 'batch', subject: end - size, note: '', content: block, expected: scores }];
    end -= size;
  }
}
