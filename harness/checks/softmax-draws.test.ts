import { expect, test } from 'vitest';
import { chanceOfUnevenness } from './chance-bounds.ts';
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

test('positions are in the order of likelihood', () => {
  const distribution = softmaxDraws(Float32Array.of(0, Math.log(3), 0));
  const middle = (action: number) => distribution.draws(row(action), () => 0.5)[0];
  expect([1, 0, 2].map((action) => middle(action)!.position.toFixed(3))).toEqual(['0.300', '0.700', '0.900']);
  expect(middle(1)!.away).toMatchObject({ happened: false, chance: expect.closeTo(0.4, 6) });
  expect(middle(0)!.away.happened).toBe(true);
});

test('draws lie in uniform positions, and change as often as is said', () => {
  const draws = new Draws(5);
  const counts = new Float64Array(64);
  let [changes, expected] = [0, 0];
  for (let count = 0; count < 20_000; count += 1) {
    const scores = [draws.between(-2, 2), draws.between(-2, 2), draws.between(-2, 2)];
    const distribution = softmaxDraws(Float32Array.from(scores));
    const answer = row(draws.softmax(scores));
    const [draw] = distribution.draws(answer, () => draws.uniform());
    counts[Math.floor(64 * draw!.position)]! += 1;
    const [change] = distribution.changes(answer, row(draws.softmax(scores)), () => draws.uniform());
    changes += Number(change!.happened);
    expected += change!.chance;
  }
  expect(chanceOfUnevenness(counts)).toBeGreaterThan(0.01);
  expect(Math.abs(changes - expected)).toBeLessThan(4 * Math.sqrt(expected));
});
