import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { isFree } from './ports.ts';
import { isRunning } from './process-table.ts';
import { type AssayLike, assayLike } from './testing/assay-like.ts';
import { marked, until, workbench } from './testing/workbench.ts';

const bench = await workbench();
afterAll(() => bench[Symbol.asyncDispose]());

const moments: Record<string, (assay: AssayLike) => boolean> = {
  'as it begins to start': ({ lines }) => lines.length > 0,
  'as its guard is there': (assay) => assay.children().length > 0,
  'as its endpoint is there': ({ mark }) => marked(mark).length > 0,
  'as its endpoint has children': (assay) => assay.grandchildren().length === 3,
  'when its endpoint is ready': ({ lines }) => lines.includes('ready'),
};

describe('what Assay started does not outlive it', () => {
  test.for(Object.entries(moments))('killed %s', { timeout: 120_000 }, async ([moment, hasCome]) => {
    const rounds = [0, 1, 2, 3].map(async (round) => {
      const assay = await assayLike(bench);
      await until(() => hasCome(assay), `it can be killed ${moment}`);
      // Another moment every time: in between lie fork and exec of guard and endpoint.
      await pause(round);
      const seen = [...assay.children(), ...assay.grandchildren()];
      process.kill(assay.pid, 'SIGKILL');
      await assay.exitCode;
      await until(() => marked(assay.mark).length === 0 && !seen.some(isRunning), 'no process of it is left');
      expect(await isFree(assay.port())).toBe(true);
    });
    await Promise.all(rounds);
  });

  test('killed while its endpoint is frozen: that ends at once, not when its grace is over', async () => {
    const assay = await assayLike(bench, '60s');
    await until(() => assay.lines.includes('ready'), 'its endpoint is ready');
    const guard = assay.guard()?.pid;
    const frozen = assay.children().filter(({ pid }) => pid !== guard);
    expect(frozen).toHaveLength(1);
    for (const { pid } of frozen) process.kill(pid, 'SIGSTOP');
    process.kill(assay.pid, 'SIGKILL');
    await assay.exitCode;
    await until(() => !frozen.some(isRunning), 'the frozen endpoint is gone');
    expect(await isFree(assay.port())).toBe(true);
  }, 60_000);

  test('leaving without stopping anything', { timeout: 60_000 }, async () => {
    const assay = await assayLike(bench);
    await until(() => assay.lines.includes('ready'), 'its endpoint is ready');
    const seen = [...assay.children(), ...assay.grandchildren()];
    expect(seen).toHaveLength(5);
    process.kill(assay.pid, 'SIGUSR2');
    expect(await assay.exitCode).toBe(7);
    await until(() => marked(assay.mark).length === 0 && !seen.some(isRunning), 'no process of it is left');
  });

  test.for(['SIGINT', 'SIGTERM'] as const)(
    'ending on %s: all is gone before it is',
    { timeout: 60_000 },
    async (signal) => {
      for (const line of ['ready', /^children/]) {
        const assay = await assayLike(bench);
        await until(() => assay.lines.some((text) => text.match(line)), `it wrote ${line}`);
        const seen = [...assay.children(), ...assay.grandchildren()];
        process.kill(assay.pid, signal);
        expect(await assay.exitCode).toBeGreaterThanOrEqual(130);
        expect(marked(assay.mark)).toEqual([]);
        expect(seen.filter(isRunning)).toEqual([]);
        expect(await isFree(assay.port())).toBe(true);
      }
    },
  );
});
