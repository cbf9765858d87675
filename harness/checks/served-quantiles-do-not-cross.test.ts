import { expect, test } from 'vitest';
import { servedQuantilesDoNotCross } from './served-quantiles-do-not-cross.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { quantileContract } from './testing/contracts-of-every-kind.ts';
import { answer } from './testing/replies.ts';
import { ToldRun } from './testing/told-run.ts';

const rising = [-3, -1, 0, 2, /* BUY */ -9, 0, 4, 8, /* SELL */ -1, -1, -1, -1];

const stating = (scores: readonly number[] | undefined, models: readonly number[] = rising) =>
  new ToldRun({ contract: quantileContract })
    .call({ expected: [models], reply: answer(1, { scores }) })
    .by(servedQuantilesDoNotCross);

test('quantiles that rise or stay within each action prove it; those of the next action begin anew', () => {
  expectProven(stating(rising), { examined: 1 });
});

test('a fall that rounding explains is none', () => {
  expectProven(stating(rising.with(10, -1.0003)));
});

test('a fall refutes it, naming the quantile', () => {
  const [finding] = expectRefuted(stating(rising.with(6, -0.5)), /^the served quantiles cross$/);
  expect(finding).toMatchObject({
    clause: 'SIZE-1',
    expected: 'at least 0 for quantile 3 of 4 of action 1 (BUY), as for the one before it',
    seen: '-0.5',
  });
  expectRefuted(stating(rising.with(6, Number.NaN)), /cross/);
});

test("it is said where the model's own quantiles cross", () => {
  const crossing = rising.with(6, -0.5);
  expectRefuted(stating(crossing, crossing), /^the served quantiles cross, as the model's own do$/);
});

test('answers without quantiles leave it unproven, and so does a contract without them', () => {
  expectUnproven(stating(undefined), /^1 answers do not state their quantiles/);
  const run = new ToldRun().call({ expected: [[1, 2, 3]], reply: answer(2) });
  expectUnproven(run.by(servedQuantilesDoNotCross), /declares no quantiles/);
});
