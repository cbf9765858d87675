import { expect, test } from 'vitest';
import { givenAnswersAreTheOracles } from './given-answers-are-the-oracles.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { broke, decision, gave, judged } from './testing/decisions.ts';

const expected = { action: 1, margin: 3, nearTie: false, scores: Float32Array.of(0, 5, 2) };
const reached = (told = {}) => decision(1, { phase: 'reached', expected, ...told });

test('what was given is what the oracle says', () => {
  expectProven(judged(givenAnswersAreTheOracles, reached(), reached({ phase: 'shown' })), { examined: 2 });
});

test('another answer than the oracle gives', () => {
  const [finding] = expectRefuted(judged(givenAnswersAreTheOracles, reached({ given: [gave(2)] })), /otherwise than/);
  expect(finding).toMatchObject({ expected: 'action 1 (BUY)', seen: 'action 2 (SELL)', decision: 1 });
});

test('a near-tie, an answer to other features, and what is none, are not judged', () => {
  const other = reached({ given: [gave(2)], observation: Float32Array.of(0.25) });
  const none = [reached({ given: [broke()] }), reached({ given: [] }), reached({ expected: undefined })];
  const near = reached({ given: [gave(2)], expected: { ...expected, nearTie: true } });
  const result = judged(givenAnswersAreTheOracles, other, near, ...none);
  expectUnproven(result, undefined);
  expect(result).toMatchObject({ nearTies: 1, notes: [expect.stringMatching(/^1 answers were to other features/)] });
});

test('what was forced says nothing of the endpoint', () => {
  const result = judged(givenAnswersAreTheOracles, reached({ given: [gave(2)], putIn: { kind: 'put-in' } }));
  expect(result.examined).toBe(0);
});
