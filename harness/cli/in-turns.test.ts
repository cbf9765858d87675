import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { compute } from '../protocols/testing/busy-process.ts';
import type { Steps } from '../verdict/steps.ts';
import { inTurns } from './in-turns.ts';

const listening = new AbortController().signal;

/** Computes for so long, in steps of a millisecond. */
function* computing(milliseconds: number): Steps<string> {
  for (let step = 0; step < milliseconds; step += 1) {
    compute(1);
    yield;
  }
  return 'computed';
}

test('what is due meanwhile is done meanwhile', async () => {
  const order: string[] = [];
  const computed = inTurns(computing(300), listening).then((result) => order.push(result));
  await pause(20).then(() => order.push('timer'));
  await computed;
  expect(order).toEqual(['timer', 'computed']);
});

test('two computations take turns', async () => {
  const order: string[] = [];
  await Promise.all([
    inTurns(computing(400), listening).then(() => order.push('long')),
    inTurns(computing(20), listening).then(() => order.push('short')),
  ]);
  expect(order).toEqual(['short', 'long']);
});

test('a signal ends it, and what it has open is closed', async () => {
  const stopping = new AbortController();
  let isClosed = false;
  function* open(): Steps<never> {
    try {
      for (;;) yield;
    } finally {
      isClosed = true;
    }
  }
  const carriedOut = inTurns(open(), stopping.signal);
  stopping.abort(new Error('interrupted'));
  await expect(carriedOut).rejects.toThrow('interrupted');
  expect(isClosed).toBe(true);
});

test('an error in it is its error', async () => {
  function* failing(): Steps<never> {
    yield;
    throw new Error('it failed');
  }
  await expect(inTurns(failing(), listening)).rejects.toThrow('it failed');
});
