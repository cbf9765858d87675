import { expect, test } from 'vitest';
import type { Reply } from '../protocols/protocol.ts';
import { noCacheAnswers } from './no-cache-answers.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { boxContract, sampledContract, valuesAnswer } from './testing/contracts-of-every-kind.ts';
import { answer, busy, lost, nearTie, preferring } from './testing/replies.ts';
import { ToldRun } from './testing/told-run.ts';

/** Two close rows, of which the artifact answers the first with 0 and the second with 1. */
const pair = (
  replies: readonly [Reply, Reply],
  { run = new ToldRun(), subject = 0, second = preferring(1) as readonly number[] } = {},
) =>
  run
    .call({ phase: 'neighbours', subject, expected: [preferring(0)], reply: replies[0] })
    .call({ phase: 'neighbours', subject, expected: [second], reply: replies[1] });

test('two close rows that get an answer each prove it', () => {
  const run = pair([answer(0), answer(1)]);
  expectProven(pair([answer(0), answer(1)], { run, subject: 1 }).by(noCacheAnswers), { examined: 2 });
});

test("two close rows that get the first one's answer refute it", () => {
  const [finding] = expectRefuted(pair([answer(0), answer(0)]).by(noCacheAnswers), /get one answer$/);
  expect(finding).toMatchObject({
    expected: 'action 0 (HOLD), then action 1 (BUY)',
    seen: 'action 0 (HOLD) to both',
    exchange: 2,
  });
});

test('answers that are wrong in another way are for others to find', () => {
  expectProven(pair([answer(2), answer(0)]).by(noCacheAnswers), { examined: 1 });
  expectProven(pair([answer(1), answer(1)]).by(noCacheAnswers), { examined: 1 });
});

test('a pair that nearly ties is counted, not judged', () => {
  const result = pair([answer(0), answer(0)], { second: nearTie }).by(noCacheAnswers);
  expect(result).toMatchObject({ nearTies: 1, examined: 0 });
  expectUnproven(result, undefined);
});

test('a pair of which one half got no answer leaves it unproven, and does not upset the next pair', () => {
  for (const replies of [
    [lost(), answer(1)],
    [answer(0), busy],
  ] as const) {
    const run = pair([replies[0], replies[1]]);
    const result = pair([answer(0), answer(1)], { run, subject: 1 }).by(noCacheAnswers);
    expect(result).toMatchObject({ examined: 1, violations: 0 });
    expectUnproven(result, /^1 calls got no answer/);
  }
});

test('continuous actions are the same where they lie in the same cell, and are told by their values', () => {
  const served = (first: number, second: number) =>
    new ToldRun({ contract: boxContract })
      .call({ phase: 'neighbours', subject: 0, expected: [[0.3]], reply: valuesAnswer(boxContract, [first]) })
      .call({ phase: 'neighbours', subject: 0, expected: [[0.5]], reply: valuesAnswer(boxContract, [second]) })
      .by(noCacheAnswers);
  expectProven(served(0.3, 0.5), { examined: 1 });
  const [finding] = expectRefuted(served(0.3, 0.3), /get one answer$/);
  expect(finding).toMatchObject({ expected: 'action 0.3, then action 0.5', seen: 'action 0.3 to both' });
});

test('where actions are drawn, scores that stay refute it; without scores nothing is said', () => {
  const served = (first: readonly number[] | undefined, second: readonly number[] | undefined) =>
    new ToldRun({ contract: sampledContract })
      .call({ phase: 'neighbours', subject: 0, expected: [[2, 1, 0]], reply: answer(0, { scores: first }) })
      .call({ phase: 'neighbours', subject: 0, expected: [[1, 2, 0]], reply: answer(0, { scores: second }) })
      .by(noCacheAnswers);
  expectProven(served([2, 1, 0], [1, 2, 0]), { examined: 1 });
  expectRefuted(served([2, 1, 0], [2, 1, 0]), /get one answer$/);
  expectUnproven(served([2, 1, 0], undefined), /an action that was drawn, and nothing/);
});
