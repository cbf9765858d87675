import { describe, expect, test } from 'vitest';
import { fallbackRateIsBounded } from './fallback-rate-is-bounded.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { sampledBox, sampledContract, valuesAnswer } from './testing/contracts-of-every-kind.ts';
import { answer, answered, lost, nearTie, preferring, row } from './testing/replies.ts';
import { ToldRun } from './testing/told-run.ts';

const byModel = { expected: [preferring(1)], reply: answer(1) };
const fallback = { expected: [preferring(1)], reply: answer(2) };
/** Of these answers none is the model's: below 0.1 at 0.9 takes 22 calls. */
const calls = (good: number, bad = 0) => new ToldRun().calls(good, () => byModel).calls(bad, () => fallback);

test('as many calls as the bound takes prove it, and the bound is told', () => {
  const result = calls(22).by(fallbackRateIsBounded);
  expectProven(result, { examined: 22 });
  expect(result.notes).toEqual([
    '0 of 22 calls were not answered by the model: the rate is below 9.94 % at 90 % confidence',
  ]);
});

test('one call less leaves it unproven, and says how many it takes', () => {
  expectUnproven(calls(21).by(fallbackRateIsBounded), /^21 calls are too few for 10 %: it takes 22$/);
});

test('a fallback among few calls refutes it', () => {
  const [finding] = expectRefuted(calls(30, 1).by(fallbackRateIsBounded), /too many calls/);
  expect(finding!.seen).toMatch(/^1 of 31 calls/);
});

test('a fallback among so many calls that the bound holds proves it: others judge each answer', () => {
  const result = calls(99, 1).by(fallbackRateIsBounded);
  expectProven(result);
  expect(result.notes[0]).toMatch(/^1 of 100 calls .* below 3\.83 % at 90 %/);
});

describe('what counts', () => {
  test('a batch is one call, and a fallback where one of its rows is', () => {
    const batch = (action: number) => ({
      expected: [preferring(0), preferring(1)],
      reply: answered(row(0), row(action)),
    });
    expectProven(new ToldRun().calls(22, () => batch(1)).by(fallbackRateIsBounded), { examined: 22 });
    expectRefuted(calls(22).call(batch(0)).by(fallbackRateIsBounded), /too many/);
  });

  test('the right action is a fallback where the reply says so itself', () => {
    const admitted = { expected: [preferring(1)], reply: answer(1, { usedTrainedModel: false }) };
    expectRefuted(calls(22).call(admitted).by(fallbackRateIsBounded), /too many/);
  });

  test('another action is none where two nearly tie', () => {
    expectProven(
      calls(22)
        .call({ expected: [nearTie], reply: answer(1, { scores: nearTie }) })
        .by(fallbackRateIsBounded),
      { examined: 23 },
    );
  });

  test('malformed requests and lost replies are no calls', () => {
    const run = calls(22).call({ phase: 'malformed', expected: [], reply: answer(0) });
    expectProven(run.call({ ...byModel, reply: lost() }).by(fallbackRateIsBounded), { examined: 22 });
  });
});

test('no calls at all leave it unproven', () => {
  expectUnproven(new ToldRun().by(fallbackRateIsBounded), undefined);
});

test('where actions are drawn and nothing is stated beside them, a rare fallback would not show', () => {
  const draws = new ToldRun({ contract: sampledBox }).calls(30, () => ({
    expected: [[0, 0, 0]],
    reply: valuesAnswer(sampledBox, [0.3]),
  }));
  expectUnproven(draws.by(fallbackRateIsBounded), /an action that was drawn, and nothing/);
  const scores = [0, 1, 2];
  const stating = new ToldRun({ contract: sampledContract }).calls(30, (call) => ({
    expected: [scores],
    reply: answer(call % 3, { scores }),
  }));
  expectProven(stating.by(fallbackRateIsBounded), { examined: 30 });
});
