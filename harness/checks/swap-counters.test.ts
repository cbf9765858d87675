import { expect, test } from 'vitest';
import type { CounterFacts } from '../history/run-event.ts';
import { noRequestSuffersFromASwap } from './no-request-suffers-from-a-swap.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { answer, preferring } from './testing/replies.ts';
import { ToldRun } from './testing/told-run.ts';

const reading = (inferences: number | null, fallbacks: number | null, problem: string | null = null): CounterFacts => {
  return { kind: 'counters', moment: 'before', inferences, fallbacks, problem };
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

test('a series may appear with its first increment', () => {
  expectProven(told(reading(null, null), reading(3, null)).by(noRequestSuffersFromASwap), { examined: 4 });
  const [finding] = expectRefuted(
    told(reading(10, null), reading(13, 2)).by(noRequestSuffersFromASwap),
    /counts fallbacks/,
  );
  expect(finding).toMatchObject({ seen: 'from nothing to 2' });
});

test('one that is gone afterwards refutes it', () => {
  const [finding] = expectRefuted(
    told(reading(10, 0), reading(null, 0)).by(noRequestSuffersFromASwap),
    /does not grow/,
  );
  expect(finding).toMatchObject({ seen: 'from 10 to nothing' });
});

test('counters that cannot be read leave it unproven', () => {
  const unread = reading(null, null, '/metrics answers with status 500');
  expectUnproven(told(reading(10, 0), unread).by(noRequestSuffersFromASwap), /^\/metrics answers with status 500$/);
});

test('a fallback that the stack counts refutes it, whatever the answers say', () => {
  expectRefuted(told(reading(10, 0), reading(13, 1)).by(noRequestSuffersFromASwap), /counts fallbacks/);
});
