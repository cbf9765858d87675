import { rowOf } from '../../contract/observation-block.ts';
import { nominal } from '../../observations/nominal.ts';
import type { Call } from '../call.ts';
import { rowCalls } from './row-calls.ts';
import type { Setting } from './setting.ts';

const nothingExpected = new Float32Array();

/** Every way to be wrong, and a good row after each: what is refused must leave the endpoint as it was. */
export async function* malformedRequests({
  space,
  seed,
  evaluate,
  protocol,
}: Setting): AsyncGenerator<readonly Call[]> {
  const rows = nominal(space, seed);
  const malformed = protocol.malformed(rowOf(rows.block(0, 1), 0));
  const good = await rowCalls(rows.block(1, malformed.length), evaluate, {
    phase: 'malformed',
    subject: () => -1,
    note: (row) => `a good row, after: ${malformed[row]?.note}`,
  });
  for (const [index, { kind, note, feature, request }] of malformed.entries()) {
    yield [
      { phase: 'malformed', subject: feature, note: `${kind}: ${note}`, content: request, expected: nothingExpected },
      ...good.slice(index, index + 1),
    ];
  }
}
