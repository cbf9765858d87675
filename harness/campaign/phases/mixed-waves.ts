import { rowOf } from '../../contract/observation-block.ts';
import { nominal } from '../../observations/nominal.ts';
import type { MalformedRequest } from '../../protocols/protocol.ts';
import type { Call } from '../call.ts';
import { rowCalls } from './row-calls.ts';
import type { Setting } from './setting.ts';

const phase = 'beside';
const mostOfAKind = 8;
/** Good rows of a wave. */
const good = 7;
const nothingExpected = new Float32Array();

/**
 * Waves of calls, each to be sent at once and answered before the next: in turn good rows alone, and as many good rows with
 * one request that is wrong in their midst. A server that gathers what comes together then has both in hand.
 */
export async function* mixedWaves(setting: Setting): AsyncGenerator<readonly Call[]> {
  const { space, seed, evaluate, protocol, observations } = setting;
  // Rows that were never sent: a cache would keep them out of every batch.
  const rows = nominal(space, seed);
  for (const [ordinal, wrong] of someOfEachKind(protocol.malformed(rowOf(rows.block(0, 1), 0))).entries()) {
    const note = `${wrong.kind}: ${wrong.note}`;
    const calls = await rowCalls(rows.block(observations + ordinal * 2 * good, 2 * good), evaluate, {
      phase,
      subject: () => ordinal,
      note: (row) => (row < good ? '' : note),
    });
    yield calls.slice(0, good);
    const midst = Math.floor(good / 2);
    yield calls
      .slice(good)
      .toSpliced(midst, 0, { phase, subject: ordinal, note, content: wrong.request, expected: nothingExpected });
  }
}

/** So few that they take no time, evenly spread over what there is of each kind. */
function someOfEachKind(malformed: readonly MalformedRequest[]): MalformedRequest[] {
  return [...Map.groupBy(malformed, ({ kind }) => kind).values()].flatMap((ofKind) => {
    const count = Math.min(mostOfAKind, ofKind.length);
    return Array.from({ length: count }, (_, index) => ofKind[Math.floor((index * ofKind.length) / count)]!);
  });
}
