import { expect, test } from 'vitest';
import { rowsSentAgain } from '../history/phase.ts';
import { answersUnderLoadEqualAnswersAlone } from './answers-under-load-equal-answers-alone.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { answer, lost, preferring } from './testing/replies.ts';
import { ToldRun } from './testing/told-run.ts';

const underLoadAndAlone = (underLoad: readonly number[], alone: readonly number[]) =>
  new ToldRun()
    .calls(underLoad.length, (call) => ({
      phase: 'nominal',
      subject: call,
      expected: [preferring(call % 3)],
      reply: answer(underLoad[call]!),
    }))
    .calls(alone.length, (call) => ({
      phase: 'alone',
      subject: call,
      expected: [preferring(call % 3)],
      reply: answer(alone[call]!),
    }));

test('the same answers alone as under load prove it', () => {
  expectProven(underLoadAndAlone([0, 1, 2], [0, 1, 2]).by(answersUnderLoadEqualAnswersAlone), { examined: 3 });
});

test('rows that were swapped under load refute it', () => {
  const result = underLoadAndAlone([1, 0, 2], [0, 1, 2]).by(answersUnderLoadEqualAnswersAlone);
  const [finding] = expectRefuted(result, /another answer alone than among many in flight/, { violations: 2 });
  expect(finding).toMatchObject({ expected: 'action 1 (BUY), as before', seen: 'action 0 (HOLD)', exchange: 4 });
});

test('an observation that got no reply under load, or alone, leaves it unproven', () => {
  for (const phase of ['nominal', 'alone'] as const) {
    const run = underLoadAndAlone([0, 1], [0, 1]);
    run.call({ phase, subject: 2, expected: [preferring(2)], reply: lost() });
    expectUnproven(run.by(answersUnderLoadEqualAnswersAlone), /^1 calls got no answer/);
  }
});

test('observations that are not sent again are not missed', () => {
  const run = underLoadAndAlone([0, 1], [0, 1]);
  run.call({ phase: 'nominal', subject: rowsSentAgain.alone, expected: [preferring(2)], reply: lost() });
  expectProven(run.by(answersUnderLoadEqualAnswersAlone), { examined: 2 });
});

test('a run without answers under load leaves it unproven', () => {
  expectUnproven(underLoadAndAlone([], [0, 1]).by(answersUnderLoadEqualAnswersAlone), undefined);
});
