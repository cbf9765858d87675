import { type ObservationBlock, rowOf } from '../../contract/observation-block.ts';
import type { Phase } from '../../history/phase.ts';
import type { Evaluate } from '../../oracle/answers.ts';
import type { Call } from '../call.ts';

/** One call for each row of a block, with what the oracle gives to it. */
export async function rowCalls(
  block: ObservationBlock,
  evaluate: Evaluate,
  {
    phase,
    subject,
    note = () => '',
  }: { phase: Phase; subject: (row: number) => number; note?: (row: number) => string },
): Promise<Call[]> {
  const { scores, width } = await evaluate(block);
  return Array.from({ length: block.rows }, (_, row) => ({
    phase,
    subject: subject(row),
    note: note(row),
    content: { rows: 1, width: block.width, values: rowOf(block, row) },
    expected: scores.subarray(row * width, (row + 1) * width),
  }));
}

/** Rows that stand in arrays of their own, as one block. */
export function blockOf(rows: readonly Float32Array[], width: number): ObservationBlock {
  const values = new Float32Array(rows.length * width);
  rows.forEach((row, index) => {
    values.set(row, index * width);
  });
  return { rows: rows.length, width, values };
}
