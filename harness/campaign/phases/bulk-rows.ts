import { nominal } from '../../observations/nominal.ts';
import type { Call } from '../call.ts';
import { rowsPerBlock, type Setting } from './setting.ts';

/** The nominal rows beyond those that are sent one a call, as many a request as the protocol takes. */
export async function* bulkRows(setting: Setting): AsyncGenerator<readonly Call[]> {
  const { space, seed, evaluate, protocol, calls, observations } = setting;
  const { maximumRows } = protocol;
  const rowsAtOnce = maximumRows * Math.ceil(rowsPerBlock / maximumRows);
  const generator = nominal(space, seed);
  for (let first = calls; first < observations; first += rowsAtOnce) {
    const { rows, width, values } = generator.block(first, Math.min(rowsAtOnce, observations - first));
    const { scores, width: actions } = await evaluate({ rows, width, values });
    yield Array.from({ length: Math.ceil(rows / maximumRows) }, (_, batch) => {
      const from = batch * maximumRows;
      const to = Math.min(from + maximumRows, rows);
      return {
        phase: 'bulk',
        subject: first + from,
        note: '',
        content: { rows: to - from, width, values: values.subarray(from * width, to * width) },
        expected: scores.subarray(from * actions, to * actions),
      };
    });
  }
}
