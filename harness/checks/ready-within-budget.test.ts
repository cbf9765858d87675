import { expect, test } from 'vitest';
import { readyWithinBudget } from './ready-within-budget.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { ToldRun } from './testing/told-run.ts';

const ready = (startedAt: number | null, readyAt: number) =>
  new ToldRun().fact({ kind: 'ready', startedAt, readyAt }).by(readyWithinBudget);

test('readiness within the budget, to the millisecond, proves it', () => {
  const result = ready(500, 1_500);
  expectProven(result, { examined: 1 });
  expect(result.notes).toEqual(['ready after 1000 ms']);
});

test('readiness after the budget refutes it', () => {
  const [finding] = expectRefuted(ready(500, 1_501), /only after the start-up budget/);
  expect(finding).toMatchObject({ expected: 'ready within 1000 ms', seen: 'ready after 1001 ms' });
});

test('an endpoint that ran already is ready; how long it took was not seen, and is not claimed', () => {
  const result = ready(null, 99_999);
  expectProven(result);
  expect(result.notes).toEqual([expect.stringContaining('was not seen')]);
});

test('an endpoint that never was ready leaves it unproven', () => {
  expectUnproven(new ToldRun().by(readyWithinBudget), undefined);
});
