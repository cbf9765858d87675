import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { compute } from '../protocols/testing/busy-process.ts';
import { ListeningTime } from './listening-time.ts';

test('a process that listens all the while waits as long as it is told to', async () => {
  const begin = performance.now();
  using limit = new ListeningTime(200);
  await once(limit.signal, 'abort');
  expect(performance.now() - begin).toBeGreaterThan(190);
});

test('a stretch without listening counts for a tenth, however long', async () => {
  using limit = new ListeningTime(200);
  compute(400);
  await pause(1);
  expect(limit.signal.aborted).toBe(false);
  const begin = performance.now();
  await once(limit.signal, 'abort');
  expect(performance.now() - begin).toBeGreaterThan(150);
});

test('a process that listens only now and then comes to an end all the same', async () => {
  using limit = new ListeningTime(10);
  let turns = 0;
  for (; !limit.signal.aborted && turns < 1_000; turns += 1) {
    compute(5);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(turns).toBeGreaterThanOrEqual(10);
  expect(turns).toBeLessThan(1_000);
});

test('one that is not needed any more ends nothing', async () => {
  const limit = new ListeningTime(20);
  limit[Symbol.dispose]();
  await pause(100);
  expect(limit.signal.aborted).toBe(false);
});
