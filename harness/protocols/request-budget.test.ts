import { expect, test } from 'vitest';
import { RequestBudget } from './request-budget.ts';

test('gives out so many, and says then that they are spent', async () => {
  const budget = new RequestBudget({ maximum: 3 });
  await Promise.all([budget.take(), budget.take(), budget.take()]);
  expect([budget.taken, budget.left]).toEqual([3, 0]);
  await expect(budget.take()).rejects.toMatchObject({ code: 'REQUESTS_SPENT' });
  expect(budget.taken).toBe(3);
});

test('gives out no two sooner after another than the rate allows, however many ask at once', async () => {
  const budget = new RequestBudget({ rate: 200 });
  // Not the first of them: this thread may be told of that late, and of the others in time.
  const begin = performance.now();
  const times = await Promise.all(
    Array.from({ length: 40 }, async () => {
      await budget.take();
      return performance.now();
    }),
  );
  for (const [index, time] of times.entries()) expect(time - begin).toBeGreaterThanOrEqual(5 * index - 0.5);
});

test('what was not asked for in time is not saved up', async () => {
  const budget = new RequestBudget({ rate: 100 });
  await budget.take();
  await new Promise((resolve) => setTimeout(resolve, 60));
  await budget.take();
  const before = performance.now();
  await budget.take();
  expect(performance.now() - before).toBeGreaterThanOrEqual(9);
});

test('without limits, gives out at once', async () => {
  const budget = new RequestBudget();
  await budget.take();
  expect(budget.left).toBe(Number.POSITIVE_INFINITY);
});
