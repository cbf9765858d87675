import { expect, test } from 'vitest';
import { maskedActionsAreNeverAnswered } from './masked-actions-are-never-answered.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { maskedContract } from './testing/contracts-of-every-kind.ts';
import { answer, answered, nearTie, preferring, row } from './testing/replies.ts';
import { contract } from './testing/small-contract.ts';
import { ToldRun } from './testing/told-run.ts';

const told = () => new ToldRun({ contract: maskedContract });
const observing = (...masks: readonly (readonly number[])[]) =>
  Float32Array.from(masks.flatMap((mask) => [0.1, 0.2, 0.3, 0.4, ...mask]));

test('allowed actions prove it, whatever the model answers', () => {
  const run = told()
    .call({ observation: observing([1, 1, 0]), expected: [preferring(2)], reply: answer(0) })
    .call({ observation: observing([0, 1, 0]), expected: [preferring(1)], reply: answer(1) });
  expectProven(run.by(maskedActionsAreNeverAnswered), { examined: 2 });
});

test("a forbidden action refutes it, even where it is the model's, or nearly ties", () => {
  for (const expected of [preferring(1), nearTie]) {
    const run = told().call({ observation: observing([1, 0, 1]), expected: [expected], reply: answer(1) });
    const [finding] = expectRefuted(run.by(maskedActionsAreNeverAnswered), /that the observation forbids$/);
    expect(finding).toMatchObject({
      clause: 'USED-2',
      expected: 'one of the actions that action_mask allows: 0 (HOLD), 2 (SELL)',
      seen: 'action 1 (BUY)',
    });
  }
});

test('each row of a batch is judged by its own mask', () => {
  const run = told().call({
    phase: 'batch',
    observation: observing([1, 0, 0], [0, 1, 0], [0, 0, 1]),
    expected: [preferring(0), preferring(1), preferring(2)],
    reply: answered(row(0), row(1), row(1)),
  });
  const [finding] = expectRefuted(run.by(maskedActionsAreNeverAnswered), /forbids/);
  expect(finding).toMatchObject({ exchange: 1, row: 2 });
});

test('where everything is forbidden, no answer is right, and none is judged', () => {
  const run = told().call({ observation: observing([0, 0, 0]), expected: [preferring(0)], reply: answer(0) });
  const result = run.by(maskedActionsAreNeverAnswered);
  expectUnproven(result, undefined);
  expect(result.notes).toEqual([expect.stringMatching(/^1 observations forbid every action/)]);
});

test('without a mask there is nothing to judge', () => {
  expect(maskedActionsAreNeverAnswered.appliesTo?.(contract)).toBe(false);
  expectUnproven(told().by(maskedActionsAreNeverAnswered), undefined);
});
