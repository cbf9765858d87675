import { test } from 'vitest';
import { goldenAnswersAreTheOracles } from './golden-answers-are-the-oracles.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { answer, lost, preferring } from './testing/replies.ts';
import { ToldRun } from './testing/told-run.ts';

const golden = (served: readonly number[]) =>
  new ToldRun().calls(served.length, (call) => ({
    phase: 'golden',
    expected: [preferring(call % 3)],
    reply: answer(served[call]!),
  }));

test('golden observations that are answered as the artifact answers them prove it', () => {
  expectProven(golden([0, 1, 2, 0]).by(goldenAnswersAreTheOracles), { examined: 4 });
});

test('another answer to one of them refutes it', () => {
  expectRefuted(golden([0, 1, 1, 0]).by(goldenAnswersAreTheOracles), /^the served action is not the model's$/);
});

test('one of them without a reply leaves it unproven, however many were right', () => {
  const run = golden([0, 1, 2]).call({ phase: 'golden', expected: [preferring(0)], reply: lost() });
  expectUnproven(run.by(goldenAnswersAreTheOracles), /^1 calls got no answer/);
});

test('other phases are not looked at', () => {
  const run = golden([0]).call({ phase: 'nominal', expected: [preferring(0)], reply: answer(1) });
  expectProven(run.by(goldenAnswersAreTheOracles), { examined: 1 });
});
