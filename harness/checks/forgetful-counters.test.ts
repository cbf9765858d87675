import { expect, test } from 'vitest';
import type { CounterFacts, InterventionFacts } from '../history/run-event.ts';
import { newArtifactsArePickedUp } from './new-artifacts-are-picked-up.ts';
import { expectProven, expectRefuted } from './testing/conclusion.ts';
import { answer, preferring } from './testing/replies.ts';
import { ToldRun } from './testing/told-run.ts';

const counters = (moment: CounterFacts['moment'], inferences: number | null): CounterFacts => {
  return { kind: 'counters', moment, inferences, fallbacks: 0, problem: null };
};

/** Three answers while one artifact took the place of another, and what was counted from before to after. */
function told(before: number | null, after: number | null, about: InterventionFacts['about'] = 'replacement'): ToldRun {
  const [startedAt, within] = [0, 100];
  const done = { startedAt, doneAt: 1, settledAt: 2, within, problem: null };
  return new ToldRun()
    .calls(3, () => ({ phase: 'swapped', rows: 1, expected: [preferring(0), preferring(0)], reply: answer(0) }))
    .fact({ kind: 'intervention', name: 'another takes its place', about, predicts: 'marked', ...done })
    .fact(counters('before-swaps', before), counters('after-swaps', after));
}

test.each([
  ['count on', 10, 13],
  ['count what others asked as well', 10, 20],
  ['appear with the first increment only', null, 3],
  ['are not there', null, null],
])('counters that %s are right', (_, before, after) => {
  expectProven(told(before, after).by(newArtifactsArePickedUp), { examined: 1 });
});

test.each([
  ['fall', 10, 1],
  ['miss one', 10, 12],
  ['start from nothing, and miss one', 0, 2],
])('counters that %s refute it', (_, before, after) => {
  const [finding] = expectRefuted(told(before, after).by(newArtifactsArePickedUp), /counters forget/);
  expect(finding).toMatchObject({
    expected: expect.stringContaining('by 3 at least'),
    seen: `from ${before} to ${after}`,
  });
});

test('where a command replaces the artifact, it may have started the endpoint anew', () => {
  expectProven(told(10, 1, 'command').by(newArtifactsArePickedUp));
});
