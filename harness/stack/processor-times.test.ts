import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { processorTimes, processorUse } from './processor-times.ts';

const milliseconds = 300;
const busy = `const end = performance.now() + ${milliseconds}; while (performance.now() < end); console.log('ran')`;

/** Runs a program that keeps a processor busy, and stays; `pid` is what the times are read of. */
async function useBeside(pid: (started: number) => number | undefined) {
  const child = spawn(process.execPath, ['-e', `${busy}; setInterval(() => {}, 1_000)`], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const before = processorTimes(pid(child.pid!))!;
    await once(child.stdout, 'data');
    return { before, after: processorTimes(pid(child.pid!))! };
  } finally {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
}

const ranIn = (threads: ReadonlyMap<string, { ran: number }>) =>
  [...threads.values()].reduce((sum, { ran }) => sum + ran, 0);

test('what an endpoint ran and waited for is told apart from what others did', async () => {
  const { before, after } = await useBeside((started) => started);
  const threads = [...after.endpoint.values()];
  const took = threads.reduce((sum, { ran, waited }) => sum + ran + waited, 0);
  expect(took - ranIn(before.endpoint)).toBeGreaterThan(milliseconds / 2);
  const use = processorUse(before, after);
  const endpoint = ranIn(after.endpoint) - ranIn(before.endpoint);
  // The machine counts in ticks, and may say less than what the threads ran.
  expect(use.others).toBeLessThanOrEqual(Math.max(0, use.all - use.idle - endpoint) + 1);
  expect(use.waited).toBeGreaterThanOrEqual(0);
});

test('an endpoint that is not known counts among the others', async () => {
  const { before, after } = await useBeside(() => undefined);
  expect(after.endpoint.size).toBe(0);
  const { all, idle, others } = processorUse(before, after);
  expect(others).toBeLessThanOrEqual(all - idle);
  expect(others).toBeGreaterThan(0);
});

test('a process that is gone ran nothing', () => {
  expect(processorTimes(2 ** 22 + 1)?.endpoint.size).toBe(0);
});
