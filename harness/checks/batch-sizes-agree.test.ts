import { expect, test } from 'vitest';
import { batchSizesAgree } from './batch-sizes-agree.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { ToldRun } from './testing/told-run.ts';

const agreement = (largestDifference: number) =>
  new ToldRun()
    .fact({ kind: 'batch-agreement', rows: 64, sizes: [1, 8, 64], largestDifference, worstSize: 8, worstRow: 5 })
    .by(batchSizesAgree);

test.each([0, 1])('a difference of %d tolerances proves it, and the sizes are told', (difference) => {
  const result = agreement(difference);
  expectProven(result, { examined: 64 });
  expect(result.notes).toEqual(['batch sizes 1, 8, 64']);
});

test.each([1.001, Number.NaN, Number.MAX_VALUE])('a difference of %d tolerances refutes it', (difference) => {
  const [finding] = expectRefuted(agreement(difference), /differently within a batch/);
  expect(finding!.seen).toMatch(/at batch size 8, row 5$/);
});

test('a run without the comparison leaves it unproven', () => {
  expectUnproven(new ToldRun().by(batchSizesAgree), undefined);
});
