import { describe, expect, test } from 'vitest';
import type { RowAnswer } from '../protocols/protocol.ts';
import { statedTailMeansAreTheTails } from './stated-tail-means-are-the-tails.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { quantileContract } from './testing/contracts-of-every-kind.ts';
import { answer } from './testing/replies.ts';
import { ToldRun } from './testing/told-run.ts';

/** Of BUY, the worst quarter has the mean -9, and the worst half -4.5. */
const quantiles = [-3, -1, 0, 2, /* BUY */ -9, 0, 4, 8, /* SELL */ -1, -1, -1, -1];

const stating = (action: number, said: Partial<RowAnswer>, models: readonly number[] = quantiles) =>
  new ToldRun({ contract: quantileContract })
    .call({ expected: [models], reply: answer(action, { scores: quantiles, ...said }) })
    .by(statedTailMeansAreTheTails);

test('the tails of the answered action prove it, level by level', () => {
  expectProven(stating(1, { cvar: [-9, -4.5] }), { examined: 2 });
  expectProven(stating(1, { cvar: [-9.0005, -4.4998], scores: undefined }), { examined: 2 });
});

test('they are those of the action that was answered, though it is not the best', () => {
  expectProven(stating(0, { cvar: [-3, -2] }));
  expect(stating(0, { cvar: [-9, -4.5] })).toMatchObject({ violations: 4 });
});

describe('it is refuted by', () => {
  test('another value, once for each source of quantiles', () => {
    const result = stating(1, { cvar: [-9, -4] });
    expect(result.findings.map(({ about }) => about)).toEqual([
      "the stated tail mean at 50 % is not that of the model's quantiles",
      'the stated tail mean at 50 % is not that of the quantiles beside it',
    ]);
    expect(result.findings[0]).toMatchObject({ clause: 'SIZE-2', expected: '-4.5 for action 1 (BUY)', seen: '-4' });
  });

  test("a tail of served quantiles that are not the model's", () => {
    const models = quantiles.with(4, -5);
    const abouts = stating(1, { cvar: [-9, -4.5] }, models).findings.map(({ about }) => about);
    expect(abouts).toEqual([
      "the stated tail mean at 25 % is not that of the model's quantiles",
      "the stated tail mean at 50 % is not that of the model's quantiles",
    ]);
  });

  test('the mean of all, and a value that is NaN', () => {
    expectRefuted(stating(1, { cvar: [0.75, -4.5], scores: undefined }), /at 25 %/);
    expectRefuted(stating(1, { cvar: [Number.NaN, -4.5], scores: undefined }), /at 25 %/);
  });
});

test('one huge quantile out of order does not make any stated tail right', () => {
  const huge = [-3, -1, 0, 2, /* BUY */ 1e9, -9, 0, 4, /* SELL */ -1, -1, -1, -1];
  expectProven(stating(1, { cvar: [-9, -4.5], scores: huge }, huge));
  expectRefuted(stating(1, { cvar: [-9, 700], scores: undefined }, huge), /at 50 %/);
});

test("where the model's quantiles cross, the tail of the sorted ones is right as well", () => {
  const crossing = [-3, -1, 0, 2, /* BUY */ 0, -9, 4, 8, /* SELL */ -1, -1, -1, -1];
  for (const cvar of [
    [-9, -4.5],
    [0, -4.5],
  ]) {
    expectProven(stating(1, { cvar, scores: crossing }, crossing));
  }
});

describe('it stays unproven where', () => {
  test('answers do not state them, or not at every level', () => {
    expectUnproven(stating(1, {}), /^2 tail means are not stated/);
    expectUnproven(stating(1, { cvar: [-9, undefined] }), /^1 tail means are not stated/);
  });

  test('the contract declares none', () => {
    const { cvar: _, ...reply } = quantileContract.reply;
    const run = (contract: object) =>
      new ToldRun({ contract }).call({ expected: [quantiles], reply: answer(1) }).by(statedTailMeansAreTheTails);
    expectUnproven(run({ ...quantileContract, reply }), /declares no tail means/);
    expectUnproven(new ToldRun().by(statedTailMeansAreTheTails), /declares no quantiles/);
  });
});
