import type { Phase } from '../../history/phase.ts';
import type { Generator } from '../../observations/generator.ts';
import type { Call } from '../call.ts';
import { rowCalls } from './row-calls.ts';
import { rowsPerBlock, type Setting } from './setting.ts';

/** Rows of a generator, one a call: the first, unless told otherwise. The subject is the ordinal of the row. */
export async function* drawnRows(
  { evaluate }: Pick<Setting, 'evaluate'>,
  { phase, generator, from = 0, count }: { phase: Phase; generator: Generator; from?: number; count: number },
): AsyncGenerator<readonly Call[]> {
  for (let first = from; first < from + count; first += rowsPerBlock) {
    const block = generator.block(first, Math.min(rowsPerBlock, from + count - first));
    yield await rowCalls(block, evaluate, { phase, subject: (row) => first + row });
  }
}
