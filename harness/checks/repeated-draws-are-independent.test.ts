import { describe, expect, test } from 'vitest';
import type { CheckResult } from './check.ts';
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

/** The same observations in batches, and what stands for the random number of each draw. */
const inBatches = (shared: (draws: Draws, row: number) => number) => {
  const draws = new Draws(3);
  const run = new ToldRun({ contract: sampledContract });
  const scores = Array.from({ length: observations }, () => [0, 1, 2].map(() => Math.fround(draws.between(-1, 1))));
  for (let round = 0; round < 24; round += 1) {
    const rows = scores.map((own, row) => {
      const weights = own.map((score) => Math.exp(score));
      let rest = shared(draws, row) * weights.reduce((sum, weight) => sum + weight, 0);
      const action = weights.findIndex((weight) => {
        rest -= weight;
        return rest <= 0;
      });
      const said = answer(action, { scores: own });
      return said.kind === 'answered' ? said.rows : [];
    });
    run.call({ phase: 'repeat', subject: 0, expected: scores, reply: { kind: 'answered', rows: rows.flat() } });
  }
  return run.by(repeatedDrawsAreIndependent);
};

describe('draws of different observations depend on each other where', () => {
  const abouts = (result: CheckResult) => result.findings.map(({ about, expected }) => `${about}: ${expected}`);
  const nothing = 'draws for different observations depend on each other: draws that have nothing in common, in';

  test('the rows of a batch share one random number', () => {
    let number = 0;
    const result = inBatches((draws, row) => {
      if (row === 0) number = draws.uniform();
      return number;
    });
    expect(abouts(result)).toContain(`${nothing} rows that are next to each other in a batch`);
  });

  test('each batch begins with the same random state', () => {
    const result = inBatches((_, row) => new Draws(row, 'state').uniform());
    expect(abouts(result)).toContain(`${nothing} rows at the same place in batches that follow each other`);
  });

  test('noise is kept for the next request, though each draw has the right distribution', () => {
    let kept = 0;
    const draws = new Draws(2, 'kept');
    const run = new ToldRun({ contract: sampledBox });
    for (let call = 0; call < 24 * observations; call += 1) {
      kept = 0.5 * kept + Math.sqrt(0.75) * draws.normal();
      const mean = Math.fround(Math.sin(call % observations));
      const reply = valuesAnswer(sampledBox, [Math.fround(Math.tanh(mean + Math.exp(-1) * kept))]);
      run.call({ phase: 'repeat', subject: call % observations, expected: [[Math.tanh(mean), mean, -1]], reply });
    }
    expect(abouts(run.by(repeatedDrawsAreIndependent))).toEqual([
      `${nothing} requests of one row that follow each other`,
    ]);
  });

  test('and not where each draws by itself', () => {
    expectProven(
      inBatches((draws) => draws.uniform()),
      { examined: 24 * observations },
    );
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
