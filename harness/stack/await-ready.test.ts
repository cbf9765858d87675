import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { awaitReady, type Look } from './await-ready.ts';

const { signal } = new AbortController();
const missing = (text: string, answered = true): Look => ({ missing: text, answered });

test('it looks again until nothing is missing', async () => {
  const looks = [missing('no answer', false), missing('status 503'), { missing: undefined, answered: true }];
  expect(await awaitReady(async () => looks.shift()!, { within: 10_000, signal })).toEqual({ kind: 'ready' });
  expect(looks).toEqual([]);
});

test('what is late is told by the last look that had its time, not by one that the end cut short', async () => {
  let looks = 0;
  const readiness = await awaitReady(
    async (left) => {
      looks += 1;
      if (looks === 1) return missing('status 503');
      await pause(left + 1);
      return missing('no answer (the time is over)', false);
    },
    { within: 100, signal },
  );
  expect(readiness).toEqual({ kind: 'late', seen: 'status 503', answered: true });
  expect(looks).toBe(2);
});

test('no time is no look', async () => {
  const look = () => Promise.reject(new Error('it looked'));
  const late = { kind: 'late', seen: 'nothing was asked', answered: false };
  expect(await awaitReady(look, { within: 0, signal })).toEqual(late);
});

test('an interruption ends the waiting, whatever is missing', async () => {
  const stop = new AbortController();
  const waiting = awaitReady(async () => missing('status 503'), { within: 30_000, signal: stop.signal });
  stop.abort(new Error('interrupted'));
  await expect(waiting).rejects.toThrow('interrupted');
});
