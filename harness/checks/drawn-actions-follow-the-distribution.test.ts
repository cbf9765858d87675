import { describe, expect, test } from 'vitest';
import type { Reply } from '../protocols/protocol.ts';
import { drawnActionsFollowTheDistribution } from './drawn-actions-follow-the-distribution.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { boxContract, sampledBox, sampledContract, valuesAnswer } from './testing/contracts-of-every-kind.ts';
import { Draws } from './testing/draws.ts';
import { answer } from './testing/replies.ts';
import { contract } from './testing/small-contract.ts';
import { ToldRun } from './testing/told-run.ts';

type Served = (scores: readonly number[], draws: Draws) => number;

/** Rows of which the model is more or less sure, and what is served to each. */
const choosing = (seed: number, count: number, served: Served, spread = 2) => {
  const draws = new Draws(seed);
  return new ToldRun({ contract: sampledContract })
    .calls(count, () => {
      const scores = [0, 1, 2].map(() => Math.fround(draws.between(-spread, spread)));
      return { expected: [scores], reply: answer(served(scores, draws), { scores }) };
    })
    .by(drawnActionsFollowTheDistribution);
};

type Placed = (parameters: { mean: number; deviation: number }, draws: Draws) => number;

const placing = (seed: number, count: number, served: Placed) => {
  const draws = new Draws(seed);
  return new ToldRun({ contract: sampledBox })
    .calls(count, () => {
      const mean = Math.fround(draws.between(-1.5, 1.5));
      const logDeviation = Math.fround(draws.between(-2, 0.5));
      const value = Math.fround(Math.tanh(served({ mean, deviation: Math.exp(logDeviation) }, draws)));
      return {
        expected: [[Math.tanh(mean), mean, logDeviation]],
        reply: valuesAnswer(sampledBox, [value]),
      };
    })
    .by(drawnActionsFollowTheDistribution);
};

const best = (scores: readonly number[]) => scores.indexOf(Math.max(...scores));
const honest: Served = (scores, draws) => draws.softmax(scores);
const honestly: Placed = ({ mean, deviation }, draws) => mean + deviation * draws.normal();

describe('actions that are drawn as the model says', () => {
  test('prove it, and it is said how little would have shown', () => {
    const result = choosing(1, 2_000, honest);
    expectProven(result, { examined: 2_000 });
    expect(result.notes).toEqual([
      expect.stringMatching(/^2000 answers are draws .*; that [\d.]+ % of them were not drawn/),
    ]);
  });

  test('are not refuted by chance: twenty runs of each kind', { timeout: 60_000 }, () => {
    for (let seed = 0; seed < 20; seed += 1) {
      expectProven(choosing(seed, 600, honest));
      expectProven(placing(seed, 600, honestly));
    }
  });

  test('prove it also where values are rounded to what tolerance allows', () => {
    const rounding: Placed = (parameters, draws) =>
      Math.atanh(Math.min(0.9999, Math.max(-0.9999, Math.round(1e4 * Math.tanh(honestly(parameters, draws))) / 1e4)));
    expectProven(placing(2, 20_000, rounding));
  });
});

describe('it is refuted by', () => {
  test.each<[string, Served]>([
    ['the best action always', best],
    [
      'the best action in one answer of three',
      (scores, draws) => (draws.uniform() < 1 / 3 ? best : honest)(scores, draws),
    ],
    ['draws at another temperature', (scores, draws) => draws.softmax(scores, 2)],
    ['draws that are no function of the observation', (_, draws) => draws.softmax([0, 0, 0])],
    ['draws of which the label is off by one', (scores, draws) => (draws.softmax(scores) + 1) % 3],
  ])('%s', (_, served) => {
    const [finding] = expectRefuted(choosing(3, 2_000, served), /^the served actions are not drawn from the model's/);
    expect(finding).toMatchObject({ seen: expect.stringMatching(/with a probability (of at most|below) /) });
    expect(finding).not.toHaveProperty('exchange');
  });

  test.each<[string, Placed]>([
    ['the mean always', ({ mean }) => mean],
    ['the mean in one answer of ten', (own, draws) => (draws.uniform() < 0.1 ? own.mean : honestly(own, draws))],
    ['draws that are too narrow', ({ mean, deviation }, draws) => mean + 0.7 * deviation * draws.normal()],
    ['draws around another mean', (own, draws) => honestly(own, draws) + 0.3 * own.deviation],
    ['draws of another row', (_, draws) => draws.normal()],
    ['a constant', () => 0.3],
  ])('%s', (_, served) => {
    expectRefuted(placing(3, 3_000, served), /^the served actions are not drawn from the model's/);
  });
});

describe('small faults show in many draws of rows that tell much', () => {
  const most = (scores: readonly number[], share: number) => {
    const weights = scores.map((score) => Math.exp(score));
    return weights.map((weight) => weight / weights.reduce((sum, each) => sum + each, 0) >= share);
  };

  test.each<[string, Served, RegExp]>([
    ['a temperature of 0.8', (scores, draws) => draws.softmax(scores, 0.8), /likely actions come too often/],
    ['a temperature of 1.25', (scores, draws) => draws.softmax(scores, 1.25), /unlikely actions come too often/],
    [
      'actions of less than a twentieth are never drawn',
      (scores, draws) => draws.softmax(scores.map((score, action) => (most(scores, 0.05)[action] ? score : -1e9))),
      /, and 0 of the rarest actions, where \d+ should be/,
    ],
  ])('%s', (_, served, what) => {
    const [finding] = expectRefuted(choosing(4, 8_000, served, 3), /^the served actions are not drawn/);
    expect(finding!.seen).toMatch(what);
  });

  test.each<[string, Placed, RegExp]>([
    [
      'a deviation that is 10 % too small',
      ({ mean, deviation }, draws) => mean + 0.9 * deviation * draws.normal(),
      /draws are 0.9\d* times as wide/,
    ],
    [
      'noise that is cut at two deviations',
      ({ mean, deviation }, draws) => mean + deviation * Math.min(2, Math.max(-2, draws.normal())),
      /heaped up/,
    ],
    [
      'one of twenty not drawn',
      (own, draws) => (draws.uniform() < 0.05 ? own.mean : honestly(own, draws)),
      /heaped up/,
    ],
    [
      'a mean that is a tenth of a deviation beside',
      (own, draws) => honestly(own, draws) + 0.1 * own.deviation,
      /draws lie 0\.(09|1)\d* deviations beside/,
    ],
  ])('%s', (_, served, what) => {
    const [finding] = expectRefuted(placing(4, 8_000, served), /^the served actions are not drawn/);
    expect(finding!.seen).toMatch(what);
  });
});

/** Rows that are sent by themselves, and after them some in batches. */
const inBatches = (served: Placed, seed = 5) => {
  const draws = new Draws(seed);
  const told = (rows: number, placed: Placed) => {
    const each = Array.from({ length: rows }, () => {
      const mean = Math.fround(draws.between(-1.5, 1.5));
      const value = Math.fround(Math.tanh(placed({ mean, deviation: 1 }, draws)));
      return { expected: [Math.tanh(mean), mean, 0], value };
    });
    const reply: Reply = {
      kind: 'answered',
      rows: each.flatMap(({ value }) => {
        const one = valuesAnswer(sampledBox, [value]);
        return one.kind === 'answered' ? one.rows : [];
      }),
    };
    return { expected: each.map(({ expected }) => expected), reply };
  };
  return new ToldRun({ contract: sampledBox })
    .calls(8_000, () => told(1, honestly))
    .calls(3, () => told(48, served))
    .by(drawnActionsFollowTheDistribution);
};

describe('rows in batches are draws of their own', () => {
  test('honest ones prove it, each counted once', () => {
    expectProven(inBatches(honestly), { examined: 8_144 });
  });

  test('which are not drawn at all, however few they are', () => {
    const [finding] = expectRefuted(
      inBatches(({ mean }) => mean),
      /^the served actions in batches are not drawn from the model's/,
    );
    expect(finding).toMatchObject({ seen: expect.stringMatching(/^0 such answers/) });
  });
});

describe('it stays unproven where', () => {
  test('answers are too few', () => {
    expectUnproven(choosing(1, 40, honest), /^too few answers to tell draws from the best action/);
    expectUnproven(placing(1, 40, honestly), /^too few answers .* away from the mean/);
  });

  test('the model is so sure that its draws are its best actions', () => {
    const sure: Served = (scores) => best(scores);
    expectUnproven(choosing(1, 2_000, sure, 2_000), /^too few answers/);
  });

  test('the distribution is no wider than the tolerance', () => {
    const run = new ToldRun({ contract: sampledBox }).calls(500, () => ({
      expected: [[0.2, Math.atanh(0.2), -12]],
      reply: valuesAnswer(sampledBox, [0.2]),
    }));
    expectUnproven(run.by(drawnActionsFollowTheDistribution), /no wider than the tolerance in 500 answers/);
  });
});

test('of contracts whose endpoint does not draw, it says nothing', () => {
  const applies = [contract, boxContract, sampledContract, sampledBox].map(
    drawnActionsFollowTheDistribution.appliesTo!,
  );
  expect(applies).toEqual([false, false, true, true]);
});
