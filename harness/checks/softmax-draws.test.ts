import { expect, test } from 'vitest';
import { chanceOfUnevenness } from './chance-bounds.ts';
import { normalBelow } from './normal-distribution.ts';
import { softmaxDraws } from './softmax-draws.ts';
import { Draws } from './testing/draws.ts';
import { row } from './testing/replies.ts';

test('chances are the softmax of the scores, also of large ones and of an action that is forbidden', () => {
  const chances = new Float64Array(3);
  softmaxDraws(Float32Array.of(100, 100 + Math.log(3), -1e8)).addDecisions(chances);
  expect([...chances].map((chance) => Number(chance.toFixed(6)))).toEqual([0.25, 0.75, 0]);
  expect(softmaxDraws(Float32Array.of(1, 2, -1e8)).chanceOf(row(2))).toBe(0);
  expect(softmaxDraws(Float32Array.of(1, Number.NaN, 2)).chanceOf(row(2))).toBeNaN();
});

test('positions are in the order of likelihood, among the actions other than the best', () => {
  const distribution = softmaxDraws(Float32Array.of(0, Math.log(3), 0));
  const middle = (action: number) => distribution.draws(row(action), () => 0.5)[0];
  expect(middle(1)!.position).toBeUndefined();
  expect([0, 2].map((action) => middle(action)!.position!.toFixed(3))).toEqual(['0.250', '0.750']);
  expect(middle(1)!.away).toMatchObject({ happened: false, chance: expect.closeTo(0.4, 6) });
  expect(middle(0)!.away.happened).toBe(true);
});

test('scores are in the order of the actions, so that rows with one random number have like ones', () => {
  const score = (action: number) => softmaxDraws(Float32Array.of(0, 0, 0)).draws(row(action), () => 0.5)[0]!.score;
  expect([0, 1, 2].map(score)).toEqual([expect.closeTo(-0.9674, 3), expect.closeTo(0, 6), expect.closeTo(0.9674, 3)]);
});

test('the rarest twentieth of a distribution is an event of its own', () => {
  const [draw] = softmaxDraws(Float32Array.of(Math.log(0.03), Math.log(0.95), Math.log(0.02))).draws(row(0), () => 0.5);
  expect(draw!.rare).toEqual({ happened: true, chance: expect.closeTo(0.05, 6) });
  const [other] = softmaxDraws(Float32Array.of(Math.log(0.04), Math.log(0.93), Math.log(0.03))).draws(
    row(0),
    () => 0.5,
  );
  expect(other!.rare).toEqual({ happened: false, chance: expect.closeTo(0.03, 6) });
});

test('what cannot be drawn has no place', () => {
  const [draw] = softmaxDraws(Float32Array.of(1, 2, -1e8)).draws(row(2), () => 0.5);
  expect(draw).toMatchObject({ position: undefined, score: undefined, choice: undefined });
});

test('draws lie in uniform positions, and change as often as is said', () => {
  const draws = new Draws(5);
  const [counts, sequence] = [new Float64Array(64), new Float64Array(64)];
  let [changes, expected] = [0, 0];
  for (let count = 0; count < 20_000; count += 1) {
    const scores = [draws.between(-2, 2), draws.between(-2, 2), draws.between(-2, 2)];
    const distribution = softmaxDraws(Float32Array.from(scores));
    const answer = row(draws.softmax(scores));
    const [draw] = distribution.draws(answer, () => draws.uniform());
    if (draw!.position !== undefined) counts[Math.floor(64 * draw!.position)]! += 1;
    sequence[Math.floor(64 * normalBelow(draw!.score!))]! += 1;
    const [change] = distribution.changes(answer, row(draws.softmax(scores)), () => draws.uniform());
    changes += Number(change!.happened);
    expected += change!.chance;
  }
  for (const each of [counts, sequence]) expect(chanceOfUnevenness(each)).toBeGreaterThan(0.01);
  expect(Math.abs(changes - expected)).toBeLessThan(4 * Math.sqrt(expected));
});
