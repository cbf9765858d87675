import { describe, expect, test } from 'vitest';
import type { InterventionFacts } from '../history/run-event.ts';
import { swappedAnswersAreTheMarkedPolicys } from './swapped-answers-are-the-marked-policys.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { answer, busy, failed, lost } from './testing/replies.ts';
import { alike, byMarked, byNeither, byOwn, SwapRun, thereAndBack } from './testing/swap-run.ts';

test("the marked policy's answers with it in place, and the own one's with that back, prove it", () => {
  expectProven(thereAndBack().by(swappedAnswersAreTheMarkedPolicys), {
    examined: 2,
    notes: ['3 of 4 rows are decided otherwise by the marked policy; 1 answers were its own'],
  });
});

test('a marked policy that was made of the artifact is said to be', () => {
  const run = new SwapRun({}, 'values mirrored within their range').next('marked').answers([byMarked]);
  expect(run.by(swappedAnswersAreTheMarkedPolicys).notes).toContain(
    'the marked policy was derived from the artifact: values mirrored within their range',
  );
});

describe('it is refuted by', () => {
  test.each([
    ['the own policy, answering on', byOwn],
    ['what neither gives', byNeither],
    ['a score that is no number', answer(1, { scores: [0, Number.NaN, 1] })],
    ['a failure', failed(500)],
  ])('%s', (_, reply) => {
    const run = new SwapRun().next('marked').answers([byMarked, reply]);
    const [finding] = expectRefuted(run.by(swappedAnswersAreTheMarkedPolicys), /^with the marked policy in place/);
    expect(finding).toMatchObject({ expected: 'what the marked policy gives (change 1)', exchange: 2 });
  });

  test('the marked policy, answering on when the own one is back', () => {
    const run = thereAndBack().answers([byMarked]);
    expectRefuted(run.by(swappedAnswersAreTheMarkedPolicys), /^with the own policy in place/);
  });

  test.each<[string, Partial<InterventionFacts>, string]>([
    ['not at all', {}, 'answers of another, or none'],
    ['not after a reload that fails', { problem: 'POST /reload gave no answer' }, 'POST /reload gave no answer'],
    ['not after a command that ends well', { about: 'command' }, 'answers of another, or none'],
  ])('answers that do not follow: %s', (_, told, seen) => {
    const run = thereAndBack().next('marked', { settledAt: null, ...told });
    const [finding] = expectRefuted(run.by(swappedAnswersAreTheMarkedPolicys), /^the answers do not follow/);
    expect(finding).toMatchObject({ expected: 'answers of the marked policy (change 3)', seen });
  });
});

test('a row that both decide alike is right, and shows no change', () => {
  const run = new SwapRun().next('marked').answers([answer(2)], { expected: alike });
  expectUnproven(run.by(swappedAnswersAreTheMarkedPolicys), /^the marked policy was never seen to answer/);
});

test('what says nothing about the model is no answer of another', () => {
  const run = thereAndBack().answers([busy, lost('deadline'), lost('connection')]);
  expectProven(run.by(swappedAnswersAreTheMarkedPolicys), { examined: 2 });
});

test('what comes before a change has settled, and while an artifact is broken, is for others to judge', () => {
  const run = thereAndBack().next('marked').answers([byNeither], { after: 'done' });
  run.next('own', { about: 'broken', settledAt: null }).answers([byNeither]);
  expectProven(run.by(swappedAnswersAreTheMarkedPolicys), { examined: 2 });
});

describe('it is unproven where', () => {
  test('nothing was replaced', () => {
    expectUnproven(new SwapRun().answers([byOwn]).by(swappedAnswersAreTheMarkedPolicys), /never seen to answer/);
  });

  test('a command of the stack file fails: that says nothing about the stack', () => {
    const undone = { about: 'command', settledAt: null, problem: 'it did not end within 300 ms' } as const;
    const run = thereAndBack()
      .next('marked', { ...undone, name: 'roll out' })
      .answers([byOwn]);
    const reason = /^"roll out" could not be carried out: it did not end within 300 ms$/;
    expectUnproven(run.by(swappedAnswersAreTheMarkedPolicys), reason);
  });
});
