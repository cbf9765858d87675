import { expect, test } from 'vitest';
import type { Reply } from '../protocols/protocol.ts';
import { firstAnswerWithinBudget } from './first-answer-within-budget.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { answer, failed, lost, preferring } from './testing/replies.ts';
import { ToldRun } from './testing/told-run.ts';

const started = (startedAt: number | null = 100) => new ToldRun().fact({ kind: 'ready', startedAt, readyAt: 200 });
const golden = (endedAt: number, reply: Reply = answer(1)) => ({
  phase: 'golden' as const,
  expected: [preferring(1)],
  endedAt,
  reply,
});

test('a first answer within the budget proves it, however late the others are', () => {
  const result = started().call(golden(1_100)).call(golden(9_000)).by(firstAnswerWithinBudget);
  expectProven(result, { examined: 1 });
  expect(result.notes).toEqual(['first answer 1000 ms after the start']);
});

test('a first answer after the budget refutes it, whenever readiness was claimed', () => {
  const [finding] = expectRefuted(started().call(golden(1_101)).by(firstAnswerWithinBudget), /first answer/);
  expect(finding).toMatchObject({ seen: 'an answer after 1001 ms', exchange: 1 });
});

test('failures and silence are no first answer', () => {
  const run = started().call(golden(300, failed())).call(golden(400, lost())).call(golden(5_000));
  expectRefuted(run.by(firstAnswerWithinBudget), /first answer/);
});

test('an endpoint that never answered leaves it unproven', () => {
  expectUnproven(started().call(golden(300, failed())).by(firstAnswerWithinBudget), undefined);
});

test('an endpoint that ran already leaves it unproven', () => {
  expectUnproven(started(null).call(golden(300)).by(firstAnswerWithinBudget), /ran already/);
});
