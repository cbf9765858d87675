import { expect, test } from 'vitest';
import type { RowAnswer } from '../protocols/protocol.ts';
import { sameObservationSameAnswer } from './same-observation-same-answer.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { boxContract, sampledBox, sampledContract, valuesAnswer } from './testing/contracts-of-every-kind.ts';
import { answer, lost, nearTie, preferring } from './testing/replies.ts';
import { ToldRun } from './testing/told-run.ts';

const again = (
  run: ToldRun,
  action: number,
  said: Partial<RowAnswer> = {},
  expected: readonly number[] = preferring(1),
) => run.call({ phase: 'repeat', subject: 7, expected: [expected], reply: answer(action, said) });

test('the same answer to the same observation, round after round, proves it', () => {
  const run = new ToldRun();
  for (let round = 0; round < 4; round += 1) again(run, 1);
  expectProven(run.by(sameObservationSameAnswer), { examined: 3 });
});

test("the same answer proves it even where it is not the artifact's: that is for others to find", () => {
  expectProven(again(again(new ToldRun(), 2), 2).by(sameObservationSameAnswer), { examined: 1 });
});

test('another action in a later round refutes it', () => {
  const result = again(again(new ToldRun(), 1), 2).by(sameObservationSameAnswer);
  const [finding] = expectRefuted(result, /^the same observation gets another answer/);
  expect(finding).toMatchObject({ expected: 'action 1 (BUY), as before', seen: 'action 2 (SELL)', exchange: 2 });
});

test('the same action with other scores refutes it', () => {
  const result = again(again(new ToldRun(), 1), 1, { scores: [0, 6, 1.01] }).by(sameObservationSameAnswer);
  const [finding] = expectRefuted(result, /another answer/);
  expect(finding).toMatchObject({ expected: 'score 1 for action 2 (SELL), as before', seen: 'score 1.01' });
});

test('an observation is compared with itself, not with its neighbours', () => {
  const run = new ToldRun()
    .call({ phase: 'repeat', subject: 1, expected: [preferring(1)], reply: answer(1) })
    .call({ phase: 'repeat', subject: 2, expected: [preferring(2)], reply: answer(2) });
  expectUnproven(run.by(sameObservationSameAnswer), undefined);
});

test('where two actions nearly tie, another one is counted and not judged', () => {
  const first = again(new ToldRun(), 0, { scores: nearTie }, nearTie);
  const result = again(first, 1, { scores: nearTie }, nearTie).by(sameObservationSameAnswer);
  expectProven(result, { nearTies: 1 });
});

test('a round without a reply leaves it unproven', () => {
  const run = again(again(new ToldRun(), 1), 1);
  run.call({ phase: 'repeat', subject: 7, expected: [preferring(1)], reply: lost() });
  expectUnproven(run.by(sameObservationSameAnswer), /^1 calls got no answer/);
});

test('a continuous action is compared by its values, not by its cell', () => {
  const asked = (...values: readonly number[]) => {
    const run = new ToldRun({ contract: boxContract });
    for (const value of values) {
      run.call({ phase: 'repeat', subject: 7, expected: [[0.2]], reply: valuesAnswer(boxContract, [value]) });
    }
    return run.by(sameObservationSameAnswer);
  };
  expectProven(asked(0.2, 0.19995, 0.20005), { examined: 2 });
  const [finding] = expectRefuted(asked(0.25, 0.26), /another answer/);
  expect(finding).toMatchObject({ expected: '0.25, as before', seen: '0.26' });
});

test('where actions are drawn, it is the scores beside them that stay', () => {
  const asked = (second: readonly number[] | undefined) => {
    const call = (action: number, scores: readonly number[] | undefined) => ({
      phase: 'repeat' as const,
      subject: 7,
      expected: [[1, 2, 0]],
      reply: answer(action, { scores }),
    });
    return new ToldRun({ contract: sampledContract })
      .call(call(0, [1, 2, 0]))
      .call(call(1, second))
      .by(sameObservationSameAnswer);
  };
  expectProven(asked([1, 2, 0]), { examined: 1 });
  expectRefuted(asked([1, 2.1, 0]), /another answer/);
  expectUnproven(asked(undefined), /^1 answers state an action that was drawn, and nothing/);
});

test('draws alone are judged by others', () => {
  expect([sampledContract, sampledBox, boxContract].map(sameObservationSameAnswer.appliesTo!)).toEqual([
    true,
    false,
    true,
  ]);
});
