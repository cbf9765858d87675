import type { Phase } from '../../history/phase.ts';
import type { Generator } from '../../observations/generator.ts';
import type { Call } from '../call.ts';
import { rowCalls } from './row-calls.ts';
import { rowsPerBlock, type Setting } from './setting.ts';

/** The first rows of a generator, one a call; the subject is the ordinal of the row. */
export async function* drawnRows(
  { evaluate }: Pick<Setting, 'evaluate'>,
  { phase, generator, count }: { phase: Phase; generator: Generator; count: number },
): AsyncGenerator<readonly Call[]> {
  for (let first = 0; first < count; first += rowsPerBlock) {
    const block = generator.block(first, Math.min(rowsPerBlock, count - first));
    yield await rowCalls(block, evaluate, { phase, subject: (row) => first + row });
  }
}
