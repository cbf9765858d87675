import { describe, expect, test } from 'vitest';
import { outputsVaryAsTheOracles } from './outputs-vary-as-the-oracles.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { boxContract, sampledBox, sampledContract, valuesAnswer } from './testing/contracts-of-every-kind.ts';
import { Draws } from './testing/draws.ts';
import { answer, nearTie, preferring } from './testing/replies.ts';
import { ToldRun } from './testing/told-run.ts';

/** So many observations, of which the artifact answers number `n` with action `n % actions`. */
const served = (count: number, action: (call: number) => number, actions = 3) =>
  new ToldRun().calls(count, (call) => ({ expected: [preferring(call % actions)], reply: answer(action(call)) }));

test("answers that vary as the artifact's prove it", () => {
  const result = served(30, (call) => call % 3).by(outputsVaryAsTheOracles);
  expectProven(result, { examined: 30 });
  expect(result.notes).toEqual(['3 different actions in 30 answers']);
});

test('one action to all of them refutes it twice: constant, and distributed otherwise', () => {
  const result = served(30, () => 2).by(outputsVaryAsTheOracles);
  expect(result.findings.map(({ about }) => about)).toEqual([
    'the answers are constant',
    "the answers are not distributed as the model's are",
  ]);
  expect(result.findings[0]).toMatchObject({
    expected: '3 different actions, as the model gives to the same observations',
    seen: 'action 2 (SELL) to all 30 observations',
  });
});

test('actions that are swapped for each other vary, but are distributed otherwise', () => {
  const result = served(99, (call) => (call % 3 === 0 ? 1 : call % 3)).by(outputsVaryAsTheOracles);
  const [finding] = expectRefuted(result, /^the answers are not distributed/);
  expect(finding).toMatchObject({ expected: 'action 0 (HOLD) in 33.3 % of the answers' });
});

test('one answer in a hundred that lies elsewhere is left to those who judge each answer', () => {
  expectProven(served(99, (call) => (call === 0 ? 1 : call % 3)).by(outputsVaryAsTheOracles));
});

test('where the artifact gives one action to all, nothing could vary, and nothing is proven', () => {
  expectUnproven(served(3, () => 0, 1).by(outputsVaryAsTheOracles), /one action to all 3 observations/);
  expectUnproven(served(1, () => 0).by(outputsVaryAsTheOracles), /one action to all 1 observations/);
});

test('near-ties are counted, and prove nothing by themselves', () => {
  const run = new ToldRun().calls(10, () => ({ expected: [nearTie], reply: answer(0) }));
  const result = run.by(outputsVaryAsTheOracles);
  expect(result).toMatchObject({ examined: 0, nearTies: 10 });
  expectUnproven(result, undefined);
});

test('continuous actions are counted by the cell that they lie in', () => {
  const served = (value: (call: number) => number) =>
    new ToldRun({ contract: boxContract })
      .calls(40, (call) => ({
        expected: [[-0.9 + 0.2 * (call % 10)]],
        reply: valuesAnswer(boxContract, [value(call)]),
      }))
      .by(outputsVaryAsTheOracles);
  const result = served((call) => -0.9 + 0.2 * (call % 10));
  expectProven(result, { examined: 40 });
  expect(result.notes).toEqual(['10 different parts of the box in 40 answers']);
  expect(served(() => 0.5).findings).toMatchObject([
    {
      about: 'the answers are constant',
      expected: '10 different parts of the box, as the model gives to the same observations',
      seen: 'position 0.4 to 0.6 to all 40 observations',
    },
    { expected: 'position 0.4 to 0.6 in 10.0 % of the answers' },
  ]);
});

describe('drawn actions', () => {
  const choosing = (seed: number, count: number, served: (scores: readonly number[], draws: Draws) => number) => {
    const draws = new Draws(seed);
    return new ToldRun({ contract: sampledContract })
      .calls(count, () => {
        const scores = [0, 1, 2].map(() => Math.fround(draws.between(-1, 1)));
        return { expected: [scores], reply: answer(served(scores, draws)) };
      })
      .by(outputsVaryAsTheOracles);
  };
  const placing = (seed: number, count: number, served: (mean: number, draws: Draws) => number) => {
    const draws = new Draws(seed);
    return new ToldRun({ contract: sampledBox })
      .calls(count, () => {
        const mean = draws.between(-1, 1);
        const reply = valuesAnswer(sampledBox, [Math.tanh(served(mean, draws))]);
        return { expected: [[Math.tanh(mean), mean, -1]], reply };
      })
      .by(outputsVaryAsTheOracles);
  };

  test.each([30, 300, 3_000])('are distributed as the model says, give or take what %i draws do by chance', (count) => {
    for (let seed = 0; seed < 10; seed += 1) {
      expectProven(choosing(seed, count, (scores, draws) => draws.softmax(scores)));
      expectProven(placing(seed, count, (mean, draws) => mean + Math.exp(-1) * draws.normal()));
    }
  });

  test('that are constant refute it, and so do ones that are distributed otherwise', () => {
    expect(choosing(1, 2_000, () => 1).findings.map(({ about }) => about)).toEqual([
      'the answers are constant',
      "the answers are not distributed as the model's are",
    ]);
    expectRefuted(
      choosing(1, 2_000, (scores, draws) => (draws.softmax(scores) === 0 ? 0 : 1)),
      /not distributed/,
    );
    expectRefuted(
      placing(1, 2_000, (mean) => mean - 1),
      /not distributed/,
    );
  });

  test('that could hardly be others prove nothing where they are one', () => {
    const run = new ToldRun({ contract: sampledContract }).calls(50, () => ({
      expected: [[9, 0, 0]],
      reply: answer(0),
    }));
    expectUnproven(run.by(outputsVaryAsTheOracles), /^the model gives one action to all 50/);
  });
});
