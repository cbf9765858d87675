import { setTimeout as pause } from 'node:timers/promises';
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

async function cold(
  start: Promise<RunningEndpoint> | string,
  { signal = new AbortController().signal, loading = Promise.resolve(0) } = {},
) {
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
    loading,
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

describe('it is asked again when a model would be loaded', () => {
  /** An endpoint that answers all the same, from some moment on. */
  async function fallingBack(failed?: RunningEndpoint['failed']) {
    const state = { hasFallenBack: false, asked: 0 };
    const origin = await serving((request, response) => {
      request.resume();
      state.asked += 1;
      reply(response, state.hasFallenBack ? 200 : 503);
    });
    return { state, running: runningAt(origin, failed) };
  }
  const statusesOf = ({ exchanges }: Awaited<ReturnType<typeof cold>>) =>
    exchanges.map(({ outcome }) => outcome.kind === 'reply' && outcome.status);
  const thenFallsBack = [503, 503, 503, 503, 200, 200, 200, 200];

  test('which took as long as with one', async () => {
    const { running } = await fallingBack();
    const before = performance.now();
    const { exchanges } = await cold(Promise.resolve(running), { loading: Promise.resolve(500) });
    expect(exchanges).toHaveLength(8);
    expect(exchanges[4]!.sentAt - before).toBeGreaterThan(490);
  });

  test.each([
    ['is ready only then', async () => 0],
    ['never is ready', () => Promise.reject(new Error('it has ended'))],
  ])('where the one with its model %s', async (_, outcome) => {
    const { state, running } = await fallingBack();
    const loading = (async () => {
      while (state.asked < 4) await pause(10);
      await pause(100);
      state.hasFallenBack = true;
      return await outcome();
    })();
    const answers = await cold(Promise.resolve(running), { loading });
    expect(statusesOf(answers)).toEqual(thenFallsBack);
  });

  test('unless it has ended by then, which is no answer', async () => {
    const gone = new StackError('STACK_EXITED', { problem: 'the endpoint has ended', remedy: 'read its log' });
    let isGone = false;
    const { state, running } = await fallingBack(() => (isGone ? gone : undefined));
    const loading = (async () => {
      while (state.asked < 4) await pause(10);
      await pause(100);
      isGone = true;
      return 0;
    })();
    const answers = await cold(Promise.resolve(running), { loading });
    expect(statusesOf(answers)).toEqual([503, 503, 503, 503]);
    expect(answers.skipped).toEqual([]);
  });
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
  await expect(cold(Promise.resolve(running), { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow(
    'enough',
  );
  expect(running.stops).toBe(1);
});
