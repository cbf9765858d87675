import { describe, expect, test } from 'vitest';
import { actionSpace, type BoxSpace } from '../contract/action-space.ts';
import { chanceOfUnevenness } from './chance-bounds.ts';
import { Counted } from './drawn-sample.ts';
import { gaussianDraws } from './gaussian-draws.ts';
import { normalBelow } from './normal-distribution.ts';
import { Draws } from './testing/draws.ts';
import { row } from './testing/replies.ts';

const tolerance = { relative: 1e-4, absolute: 1e-4 };
const boxOf = (low: readonly number[], high: readonly number[]): BoxSpace => {
  const space = actionSpace({ box: { low, high }, labels: [], unreachable: [], orders: {} });
  if (space.kind !== 'box') throw new Error('no box');
  return space;
};
const unit = boxOf([-1], [1]);
const answer = (...values: readonly number[]) => row(0, { scores: values });

const squashed = (squash: 'tanh' | 'clip', box: BoxSpace, place: number) => {
  const [low, high] = [box.low[0]!, box.high[0]!];
  const value = squash === 'tanh' ? low + ((Math.tanh(place) + 1) / 2) * (high - low) : place;
  return Math.fround(Math.min(Math.max(value, low), high));
};

describe.each(['tanh', 'clip'] as const)('draws that are squashed by %s', (squash) => {
  test.each([
    [0, 0.5],
    [0.8, 0.2],
    [3, 1],
    [-1, 3],
    [0.1, 0.02],
  ])(
    'around %d with deviation %d lie in uniform positions, and away from the mean as often as is said',
    (mean, deviation) => {
      const draws = new Draws(1, squash);
      const distribution = gaussianDraws(unit, Float32Array.of(mean, Math.log(deviation)), { squash, tolerance });
      const counts = new Float64Array(64);
      const [away, lower, upper] = [new Counted(), new Counted(), new Counted()];
      for (let count = 0; count < 20_000; count += 1) {
        const value = squashed(squash, unit, mean + deviation * draws.normal());
        const [draw] = distribution.draws(answer(value), () => draws.uniform());
        away.see(draw!.away);
        [lower, upper].forEach((counted, bound) => {
          counted.see(draw!.atBounds[bound]!);
        });
        if (draw!.position === undefined) {
          expect(draw!.atBounds.some(({ happened }) => happened)).toBe(true);
        } else {
          counts[Math.floor(64 * draw!.position)]! += 1;
          const [least, most] = draw!.scoreRange!;
          expect(least <= draw!.score! && draw!.score! <= most).toBe(true);
          expect(normalBelow(draw!.score!)).toBeCloseTo(draw!.position, 6);
        }
        expect(distribution.chanceOf(answer(value))).toBeGreaterThan(1e-6);
      }
      expect(chanceOfUnevenness(counts)).toBeGreaterThan(0.01);
      for (const { seen, expected } of [away, lower, upper]) {
        expect(Math.abs(seen - expected)).toBeLessThan(5 * Math.sqrt(expected + 1));
      }
    },
  );

  test('are never away where the mean is answered', () => {
    for (const mean of [-2, 0, 0.4, 5]) {
      const distribution = gaussianDraws(unit, Float32Array.of(mean, -1), { squash, tolerance });
      const [draw] = distribution.draws(answer(squashed(squash, unit, mean)), () => 0.5);
      expect(draw?.away.happened).toBe(false);
    }
  });

  test('are not judged where the tolerance is as wide as they are', () => {
    const distribution = gaussianDraws(unit, Float32Array.of(0.2, Math.log(1e-4)), { squash, tolerance });
    const value = squashed(squash, unit, 0.2);
    expect(distribution.draws(answer(value), () => 0.5)).toEqual([undefined]);
    expect(distribution.chanceOf(answer(value))).toBe(1);
    expect(distribution.chanceOf(answer(value + 0.01))).toBeLessThan(1e-12);
  });

  test('cannot lie outside of the box, or far from the mean', () => {
    const distribution = gaussianDraws(unit, Float32Array.of(0, Math.log(0.05)), { squash, tolerance });
    expect(distribution.chanceOf(answer(1.01))).toBe(0);
    expect(distribution.chanceOf(answer(-0.6))).toBeLessThan(1e-12);
    expect(distribution.chanceOf(answer(Number.NaN))).toBe(0);
  });
});

test('the chances of cells are those of the draws, dimension by dimension', () => {
  const box = boxOf([-1, 0], [1, 10]);
  const parameters = Float32Array.of(0.3, 4, Math.log(0.4), Math.log(3));
  const chances = new Float64Array(box.count);
  gaussianDraws(box, parameters, { squash: 'clip', tolerance }).addDecisions(chances);
  const draws = new Draws(3);
  const seen = new Float64Array(box.count);
  const rounds = 50_000;
  for (let count = 0; count < rounds; count += 1) {
    const part = (value: number, low: number, span: number) =>
      Math.min(9, Math.max(0, Math.floor((value - low) / span)));
    const first = part(0.3 + 0.4 * draws.normal(), -1, 0.2);
    const second = part(4 + 3 * draws.normal(), 0, 1);
    seen[first + 10 * second]! += 1 / rounds;
  }
  expect(chances.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 12);
  chances.forEach((chance, cell) => {
    expect(Math.abs(chance - seen[cell]!)).toBeLessThan(0.006);
  });
});

test('a repeated draw never counts as another one; fresh ones do half of the time', () => {
  const draws = new Draws(9);
  const distribution = gaussianDraws(unit, Float32Array.of(0.2, -1), { squash: 'tanh', tolerance });
  const fresh = () => answer(squashed('tanh', unit, 0.2 + Math.exp(-1) * draws.normal()));
  let changes = 0;
  for (let count = 0; count < 2_000; count += 1) {
    const one = fresh();
    expect(distribution.changes(one, one, () => draws.uniform())).toEqual([{ happened: false, chance: 0.5 }]);
    const [change] = distribution.changes(one, fresh(), () => draws.uniform());
    changes += Number(change!.happened);
  }
  expect(changes / 2_000).toBeCloseTo(0.5, 1);
});
