import { describe, expect, test } from 'vitest';
import { repeatedDrawsAreIndependent } from './repeated-draws-are-independent.ts';
import { expectProven, expectUnproven } from './testing/conclusion.ts';
import { sampledBox, sampledContract, valuesAnswer } from './testing/contracts-of-every-kind.ts';
import { Draws } from './testing/draws.ts';
import { answer, lost } from './testing/replies.ts';
import { contract } from './testing/small-contract.ts';
import { ToldRun } from './testing/told-run.ts';

interface Asked {
  readonly round: number;
  readonly draws: Draws;
  /** What was answered in the round before. */
  readonly before: number | undefined;
}

const observations = 64;

/** The same observations, round after round, and what is served to each. */
const repeating = (rounds: number, served: (asked: Asked) => number, seed = 1) => {
  const draws = new Draws(seed);
  const run = new ToldRun({ contract: sampledContract });
  const scores = Array.from({ length: observations }, () => [0, 1, 2].map(() => Math.fround(draws.between(-1, 1))));
  const before: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    scores.forEach((own, subject) => {
      const given = served({ round, draws, before: before[subject] });
      const action = given < 0 ? draws.softmax(own) : given > 2 ? own.indexOf(Math.max(...own)) : given;
      before[subject] = action;
      run.call({ phase: 'repeat', subject, expected: [own], reply: answer(action, { scores: own }) });
    });
  }
  return run;
};

const drawn = -1;
const best = 9;

const placing = (rounds: number, served: (asked: Asked) => number | undefined, seed = 1) => {
  const draws = new Draws(seed);
  const run = new ToldRun({ contract: sampledBox });
  const means = Array.from({ length: observations }, () => Math.fround(draws.between(-1, 1)));
  const before: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    means.forEach((mean, subject) => {
      const place = served({ round, draws, before: before[subject] }) ?? mean + Math.exp(-1) * draws.normal();
      before[subject] = place;
      const reply = valuesAnswer(sampledBox, [Math.fround(Math.tanh(place))]);
      run.call({ phase: 'repeat', subject, expected: [[Math.tanh(mean), mean, -1]], reply });
    });
  }
  return run;
};

test('fresh draws in every round prove it', () => {
  expectProven(repeating(24, () => drawn).by(repeatedDrawsAreIndependent), { examined: 24 * observations });
  expectProven(placing(24, () => undefined).by(repeatedDrawsAreIndependent), { examined: 24 * observations });
});

test('fresh draws are not refuted by chance: forty runs of each kind', () => {
  for (let seed = 0; seed < 40; seed += 1) {
    expect(repeating(8, () => drawn, seed).by(repeatedDrawsAreIndependent).violations).toBe(0);
    expect(placing(8, () => undefined, seed).by(repeatedDrawsAreIndependent).violations).toBe(0);
  }
});

describe('it is refuted by', () => {
  const depending = 'draws for the same observation depend on those before them';
  const others = "the served actions are not drawn from the model's distribution";
  const abouts = (run: ToldRun) => run.by(repeatedDrawsAreIndependent).findings.map(({ about }) => about);

  test('a draw that is kept and given again, though it has the right distribution', () => {
    expect(abouts(repeating(24, ({ before }) => before ?? drawn))).toContain(depending);
    expect(abouts(placing(24, ({ before }) => before))).toContain(depending);
  });

  test('a draw that is given again every other time', () => {
    expect(
      abouts(repeating(24, ({ before, round }) => (round % 2 === 1 && before !== undefined ? before : drawn))),
    ).toEqual([depending]);
  });

  test('draws that always differ from the one before', () => {
    const other = ({ before, draws }: Asked) =>
      before === undefined ? drawn : (before + 1 + Math.floor(2 * draws.uniform())) % 3;
    expect(abouts(repeating(24, other))).toContain(depending);
  });

  test('the best action in later rounds', () => {
    expect(abouts(repeating(24, ({ round }) => (round < 4 ? drawn : best)))).toContain(others);
  });
});

describe('it stays unproven where', () => {
  test('rounds are too few', () => {
    expectUnproven(repeating(2, () => drawn).by(repeatedDrawsAreIndependent), /^too few/);
  });

  test('a round got no reply', () => {
    const run = repeating(24, () => drawn).call({ phase: 'repeat', subject: 0, expected: [[0, 1, 0]], reply: lost() });
    expectUnproven(run.by(repeatedDrawsAreIndependent), /^1 calls got no answer/);
  });
});

test('of an endpoint that does not draw, it says nothing', () => {
  expect(repeatedDrawsAreIndependent.appliesTo?.(contract)).toBe(false);
  expect(repeatedDrawsAreIndependent.appliesTo?.(sampledBox)).toBe(true);
});
