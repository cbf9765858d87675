import { describe, expect, onTestFinished, test } from 'vitest';
import { contract, endpoint } from '../checks/testing/small-contract.ts';
import { Journal } from '../history/journal.ts';
import { RecordedHistory } from '../history/recorded-history.ts';
import { scratchFile } from '../history/testing/scratch-file.ts';
import { spaceOf } from '../observations/observation-space.ts';
import { protocolOf } from '../protocols/protocol-of.ts';
import type { RunningEndpoint } from '../stack/running-endpoint.ts';
import { StackError } from '../stack/stack-error.ts';
import { sendCold } from './cold-start.ts';
import { Ledger } from './ledger.ts';
import { runningAt } from './testing/running-at.ts';
import { reply, serving } from './testing/small-server.ts';

async function cold(start: Promise<RunningEndpoint> | string, signal = new AbortController().signal) {
  const path = scratchFile('history.sqlite');
  const journal = new Journal(path);
  const sending = sendCold({
    setting: {
      space: spaceOf(contract),
      seed: 17,
      protocol: protocolOf({ contract, endpoint, environment: () => undefined }),
    },
    endpoint,
    start,
    ledger: new Ledger(),
    journal,
    clock: () => performance.now(),
    signal,
  }).finally(() => journal.close());
  await sending;
  const history = new RecordedHistory(path);
  onTestFinished(() => history[Symbol.dispose]());
  return { exchanges: [...history.exchanges()], skipped: [...history.facts('skipped')] };
}

test('an endpoint without a model is asked a few times, one after the other, and stopped', async () => {
  const running = runningAt(
    await serving((request, response) => {
      request.resume();
      reply(response, 503);
    }),
  );
  const { exchanges, skipped } = await cold(Promise.resolve(running));
  expect(exchanges.map(({ phase, subject, rows }) => [phase, subject, rows])).toEqual(
    Array.from({ length: 8 }, (_, row) => ['cold', row, 1]),
  );
  // Busy is what it should be: it is asked once.
  expect(exchanges.map(({ retries, outcome, expected }) => [retries, outcome.kind, expected.length])).toEqual(
    Array(8).fill([0, 'reply', 0]),
  );
  expect(skipped).toEqual([]);
  expect(running.stops).toBe(1);
});

describe('that there is none is recorded, and ends nothing else', () => {
  test('where there cannot be one', async () => {
    expect(await cold('the endpoint ran already')).toEqual({
      exchanges: [],
      skipped: [{ kind: 'skipped', phase: 'cold', reason: 'the endpoint ran already' }],
    });
  });

  test('where it does not start', async () => {
    const problem = { problem: 'the endpoint exited with code 1', remedy: 'read its log' };
    const { skipped } = await cold(Promise.reject(new StackError('STACK_EXITED', problem)));
    expect(skipped).toMatchObject([
      { reason: expect.stringMatching(/^without a model: the endpoint exited with code 1/) },
    ]);
  });

  test('where it ends while it is asked; it is stopped all the same', async () => {
    const gone = new StackError('STACK_EXITED', { problem: 'the endpoint was killed', remedy: 'read its log' });
    const running = runningAt('http://127.0.0.1:9', () => gone);
    const { skipped } = await cold(Promise.resolve(running));
    expect(skipped).toMatchObject([{ reason: expect.stringContaining('the endpoint was killed') }]);
    expect(running.stops).toBe(1);
  });
});

test('a fault of the harness is thrown, not taken for one of the stack', async () => {
  await expect(cold(Promise.reject(new TypeError('undefined is not a function')))).rejects.toThrow(TypeError);
});

test('an interruption is thrown', async () => {
  const running = runningAt(await serving((_, response) => reply(response, 503)));
  await expect(cold(Promise.resolve(running), AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
  expect(running.stops).toBe(1);
});
