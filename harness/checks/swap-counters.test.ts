import { expect, test } from 'vitest';
import type { CounterFacts } from '../history/run-event.ts';
import { noRequestSuffersFromASwap } from './no-request-suffers-from-a-swap.ts';
import { expectProven, expectRefuted } from './testing/conclusion.ts';
import { answer, preferring } from './testing/replies.ts';
import { ToldRun } from './testing/told-run.ts';

const reading = (inferences: number | null, fallbacks: number | null): CounterFacts => {
  return { kind: 'counters', moment: 'before', inferences, fallbacks, problem: null };
};

/** Three answers while one artifact took the place of another, and what was counted from before to after. */
function told(before: CounterFacts, after: CounterFacts): ToldRun {
  const done = { startedAt: 0, doneAt: 1, settledAt: 2, within: 100, problem: null };
  return new ToldRun()
    .calls(3, () => ({ phase: 'swapped', rows: 1, expected: [preferring(0), preferring(0)], reply: answer(0) }))
    .fact({ kind: 'intervention', name: 'another takes its place', about: 'replacement', predicts: 'marked', ...done })
    .fact({ kind: 'swap-counters', from: 1, to: 3, before, after });
}

test('counters that grow by what was answered are right', () => {
  expectProven(told(reading(10, 0), reading(13, 0)).by(noRequestSuffersFromASwap), { examined: 5 });
});

test('counters that are not there are no finding', () => {
  expectProven(told(reading(null, null), reading(null, null)).by(noRequestSuffersFromASwap), { examined: 3 });
});

test.each([
  ['begin again', 10, 1],
  ['miss one', 10, 12],
  ['count one too many', 10, 14],
])('counters that %s refute it', (_, before, after) => {
  const [finding] = expectRefuted(
    told(reading(before, 0), reading(after, 0)).by(noRequestSuffersFromASwap),
    /does not grow/,
  );
  expect(finding).toMatchObject({ expected: 'growth by 3', seen: `from ${before} to ${after}` });
});

test('a fallback that the stack counts refutes it, whatever the answers say', () => {
  expectRefuted(told(reading(10, 0), reading(13, 1)).by(noRequestSuffersFromASwap), /counts fallbacks/);
});
