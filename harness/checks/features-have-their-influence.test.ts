import { expect, test } from 'vitest';
import type { InfluenceFacts } from '../history/run-event.ts';
import type { Reply } from '../protocols/protocol.ts';
import { featuresHaveTheirInfluence } from './features-have-their-influence.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { answer, lost, nearTie, preferring } from './testing/replies.ts';
import { ToldRun } from './testing/told-run.ts';

type Half = readonly [expected: readonly number[], reply: Reply];

const pair = (run: ToldRun, feature: number, base: Half, altered: Half) => {
  for (const [expected, reply] of [base, altered]) {
    run.call({ phase: 'influence', subject: feature, expected: [expected], reply });
  }
  return run;
};

const facts = (feature: number, pairs: number): InfluenceFacts => ({
  kind: 'influence',
  feature,
  pairs,
  flips: 0,
  largestChange: 0,
});

const same: Half = [preferring(0), answer(0)];
const flipped: Half = [preferring(1), answer(1)];

test("changes that are the artifact's prove it", () => {
  const run = pair(pair(new ToldRun(), 0, same, flipped), 1, same, [[6, 0.5, 2], answer(0, { scores: [6, 0.5, 2] })]);
  expectProven(run.by(featuresHaveTheirInfluence), { examined: 3 });
});

test("an action that stays where the artifact's changes refutes it, naming the feature", () => {
  const result = pair(new ToldRun(), 2, same, [preferring(1), answer(0)]).by(featuresHaveTheirInfluence);
  const [finding] = expectRefuted(result, /^feature 2 \(spread\) does not have the influence/);
  expect(finding).toMatchObject({
    expected: 'action 0 (HOLD) → 1 (BUY)',
    seen: 'action 0 (HOLD) → 0 (HOLD)',
    exchange: 2,
  });
});

test("an action that changes where the artifact's stays refutes it, without scores too", () => {
  const silent = (action: number) => answer(action, { scores: undefined });
  const run = pair(new ToldRun(), 1, [preferring(0), silent(0)], [preferring(0), silent(2)]);
  expectRefuted(run.by(featuresHaveTheirInfluence), /^feature 1 \(size\)/);
});

test("scores that do not move as the artifact's do refute it, the action being right", () => {
  const run = pair(new ToldRun(), 3, same, [[6, 0.5, 2], answer(0, { scores: preferring(0) })]);
  const [finding] = expectRefuted(run.by(featuresHaveTheirInfluence), /^feature 3 \(age\)/);
  expect(finding).toMatchObject({ expected: 'score of 2 (SELL): 1 → 2', seen: 'score: 1 → 1' });
});

test('scores that are NaN refute it', () => {
  const run = pair(new ToldRun(), 3, same, [[6, 0.5, 2], answer(0, { scores: [6, 0.5, Number.NaN] })]);
  expectRefuted(run.by(featuresHaveTheirInfluence), /^feature 3 \(age\)/);
});

test('an endpoint that is wrong by the same amount before and after is not accused of ignoring a feature', () => {
  const shifted = (scores: readonly number[]) => scores.map((score) => score + 10);
  const run = pair(
    new ToldRun(),
    0,
    [preferring(0), answer(0, { scores: shifted(preferring(0)) })],
    [preferring(1), answer(1, { scores: shifted(preferring(1)) })],
  );
  expectProven(run.by(featuresHaveTheirInfluence));
});

test('pairs are two calls in a row about one feature: three pairs of it are three comparisons', () => {
  const run = new ToldRun();
  for (let each = 0; each < 3; each += 1) pair(run, 0, same, flipped);
  pair(run, 1, flipped, same);
  expectProven(run.by(featuresHaveTheirInfluence), { examined: 8 });
});

test('a near-tie is counted; its scores are compared all the same', () => {
  const tied: Half = [nearTie, answer(0, { scores: nearTie })];
  expectProven(pair(new ToldRun(), 0, same, tied).by(featuresHaveTheirInfluence), { nearTies: 1, examined: 1 });
});

test('a feature without influence that a caller could see is named, and refutes nothing', () => {
  const run = pair(new ToldRun().fact(facts(0, 1), facts(3, 0)), 0, same, flipped);
  const result = run.by(featuresHaveTheirInfluence);
  expectProven(result);
  expect(result.notes).toEqual(['no influence that a caller could see was found for feature 3 (age)']);
});

test('a pair of which one half got no answer leaves it unproven', () => {
  const run = pair(new ToldRun(), 0, same, flipped);
  pair(run, 1, [preferring(0), lost()], flipped);
  expectUnproven(run.by(featuresHaveTheirInfluence), /^1 calls got no answer/);
});
