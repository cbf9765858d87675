import { rowsSentAgain } from '../../history/phase.ts';
import { nominal } from '../../observations/nominal.ts';
import { RowStream } from '../../observations/row-stream.ts';
import type { Call } from '../call.ts';
import type { Setting } from './setting.ts';

/**
 * Nominal rows again, from the last to the first, in requests of many rows: each row follows others than before, and
 * stands in a batch with others. Where the protocol takes one row only, the other order remains.
 */
export async function* regroupedRows({ space, seed, evaluate, protocol }: Setting): AsyncGenerator<readonly Call[]> {
  const rows = nominal(space, seed);
  let end: number = rowsSentAgain.batch;
  for (const drawn of batchSizes(seed, protocol.maximumRows)) {
    const size = Math.min(drawn, end);
    const block = rows.block(end - size, size);
    const { scores } = await evaluate(block);
    yield [{ phase: 'batch', subject: end - size, note: '', content: block, expected: scores }];
    end -= size;
    if (end === 0) return;
  }
}

/**
 * Sizes of batches from 2 to `maximumRows`, without end: one of 2 to 3, one of 4 to 7, one of 8 to 15 and so on, then round
 * again. Even draws would leave too few rows for small batches, of which there can be many.
 */
function* batchSizes(seed: number, maximumRows: number): Generator<number, never> {
  const stream = new RowStream(seed, 'batch sizes');
  const smallest = Math.min(2, maximumRows);
  for (;;) {
    for (let least = smallest; least <= maximumRows; least *= 2) {
      const most = Math.min(2 * least - 1, maximumRows);
      yield least + stream.below(most - least + 1);
    }
  }
}
