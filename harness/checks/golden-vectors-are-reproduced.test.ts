import { expect, test } from 'vitest';
import { goldenVectorsAreReproduced } from './golden-vectors-are-reproduced.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { ToldRun } from './testing/told-run.ts';

const agreement = (largestDifference: number, otherActions = 0, rows = 256) =>
  new ToldRun()
    .fact({ kind: 'golden-agreement', rows, largestDifference, worstRow: 3, worstOutput: 2, otherActions })
    .by(goldenVectorsAreReproduced);

test('differences within the tolerance prove it', () => {
  expectProven(agreement(0.9), { examined: 256 });
});

test.each([1.5, Number.NaN, Number.MAX_VALUE])('a difference of %d tolerances refutes it', (difference) => {
  const [finding] = expectRefuted(agreement(difference), /does not reproduce the golden vectors/);
  expect(finding!.seen).toMatch(/at golden row 3, output 2$/);
});

test('other actions refute it, however small the difference', () => {
  const [finding] = expectRefuted(agreement(0.5, 2), /^golden rows have another action/);
  expect(finding).toMatchObject({ seen: 'another action in 2 of 256 rows' });
});

test('no golden rows leave it unproven', () => {
  expectUnproven(agreement(0, 0, 0), undefined);
  expectUnproven(new ToldRun().by(goldenVectorsAreReproduced), undefined);
});
