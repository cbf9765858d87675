import { expect, test } from 'vitest';
import { outputsVaryAsTheOracles } from './outputs-vary-as-the-oracles.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { answer, nearTie, preferring } from './testing/replies.ts';
import { ToldRun } from './testing/told-run.ts';

/** So many observations, of which the artifact answers number `n` with action `n % actions`. */
const served = (count: number, action: (call: number) => number, actions = 3) =>
  new ToldRun().calls(count, (call) => ({ expected: [preferring(call % actions)], reply: answer(action(call)) }));

test("answers that vary as the artifact's prove it", () => {
  const result = served(30, (call) => call % 3).by(outputsVaryAsTheOracles);
  expectProven(result, { examined: 30 });
  expect(result.notes).toEqual(['3 different actions in 30 answers']);
});

test('one action to all of them refutes it twice: constant, and distributed otherwise', () => {
  const result = served(30, () => 2).by(outputsVaryAsTheOracles);
  expect(result.findings.map(({ about }) => about)).toEqual([
    'the answers are constant',
    "the answers are not distributed as the model's are",
  ]);
  expect(result.findings[0]).toMatchObject({
    expected: '3 different actions, as the model gives to the same observations',
    seen: 'action 2 (SELL) to all 30 observations',
  });
});

test('actions that are swapped for each other vary, but are distributed otherwise', () => {
  const result = served(99, (call) => (call % 3 === 0 ? 1 : call % 3)).by(outputsVaryAsTheOracles);
  const [finding] = expectRefuted(result, /^the answers are not distributed/);
  expect(finding).toMatchObject({ expected: 'action 0 (HOLD) in 33.3 % of the answers' });
});

test('one answer in a hundred that lies elsewhere is left to those who judge each answer', () => {
  expectProven(served(99, (call) => (call === 0 ? 1 : call % 3)).by(outputsVaryAsTheOracles));
});

test('where the artifact gives one action to all, nothing could vary, and nothing is proven', () => {
  expectUnproven(served(3, () => 0, 1).by(outputsVaryAsTheOracles), /one action to all 3 observations/);
  expectUnproven(served(1, () => 0).by(outputsVaryAsTheOracles), /one action to all 1 observations/);
});

test('near-ties are counted, and prove nothing by themselves', () => {
  const run = new ToldRun().calls(10, () => ({ expected: [nearTie], reply: answer(0) }));
  const result = run.by(outputsVaryAsTheOracles);
  expect(result).toMatchObject({ examined: 0, nearTies: 10 });
  expectUnproven(result, undefined);
});
