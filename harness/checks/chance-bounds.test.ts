import { describe, expect, test } from 'vitest';
import { chanceOfCount, chanceOfUnevenness, chanceOnOneSide, shareThatWouldShow } from './chance-bounds.ts';
import { Draws } from './testing/draws.ts';

/** P(X = count) for X binomial. */
function binomial(trials: number, rate: number): number[] {
  const chances = [(1 - rate) ** trials];
  for (let count = 1; count <= trials; count += 1) {
    chances.push((chances[count - 1]! * ((trials - count + 1) / count) * rate) / (1 - rate));
  }
  return chances;
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

describe('the chance of a count', () => {
  test('has known values: e^-m for none, and 1 for what is expected', () => {
    expect(chanceOnOneSide(0, 3)).toBeCloseTo(Math.exp(-3), 12);
    expect(chanceOnOneSide(20, 10)).toBeCloseTo(Math.exp(10) / 2 ** 20, 12);
    expect(chanceOfCount(7, 7)).toBe(1);
    expect(chanceOfCount(1, 0)).toBe(0);
    expect(chanceOfCount(0, 0)).toBe(1);
  });

  test.each([
    [5, 0.3],
    [40, 0.05],
    [200, 0.5],
    [400, 0.9],
  ])('bounds both tails of %i events of chance %d', (trials, rate) => {
    const chances = binomial(trials, rate);
    for (let count = 0; count <= trials; count += 1) {
      const tail = count > trials * rate ? sum(chances.slice(count)) : sum(chances.slice(0, count + 1));
      expect(chanceOnOneSide(count, trials * rate)).toBeGreaterThanOrEqual(tail * (1 - 1e-9));
    }
  });
});

describe('the chance of unevenness', () => {
  test.each([10, 25, 120, 400])('bounds what two bins do with %i draws', (total) => {
    const chances = binomial(total, 0.5);
    const bounds = chances.map((_, count) => chanceOfUnevenness([count, total - count]));
    for (const bound of bounds) {
      // How likely counts are that are called as unlikely.
      const real = sum(chances.filter((_, count) => bounds[count]! <= bound));
      expect(bound).toBeGreaterThanOrEqual(Math.min(1, real) * (1 - 1e-9));
    }
  });

  test('is 1 for even counts, and for none', () => {
    expect(chanceOfUnevenness([5, 5, 5, 5])).toBe(1);
    expect(chanceOfUnevenness([0, 0])).toBe(1);
  });

  test('is small for draws that are heaped up in one bin of many, and for ones that are shifted', () => {
    const heaped = Array.from({ length: 64 }, (_, bin) => (bin === 20 ? 250 : 50));
    const shifted = Array.from({ length: 64 }, (_, bin) => (bin < 32 ? 55 : 45));
    expect(chanceOfUnevenness(heaped)).toBeLessThan(1e-12);
    expect(chanceOfUnevenness(shifted)).toBeLessThan(0.01);
    expect(chanceOfUnevenness(shifted.map((count) => 4 * count))).toBeLessThan(1e-12);
  });

  test('is no more often small for uniform draws than it says: below 1 % at most ten times in a thousand', () => {
    let small = 0;
    for (let seed = 0; seed < 1_000; seed += 1) {
      const draws = new Draws(seed, 'even');
      const counts = new Float64Array(64);
      for (let draw = 0; draw < 300; draw += 1) counts[Math.floor(64 * draws.uniform())]! += 1;
      if (chanceOfUnevenness(counts) < 0.01) small += 1;
    }
    expect(small).toBeLessThanOrEqual(10);
  });
});

describe('the share that would show', () => {
  const noticing = { limit: 1e-6, confidence: 0.99 };

  test('is none where not even the absence of all events would', () => {
    expect(shareThatWouldShow(14, noticing)).toBeUndefined();
    expect(shareThatWouldShow(15, noticing)).toBeLessThanOrEqual(1);
  });

  test('falls as events grow in number', () => {
    const shares = [20, 100, 1_000, 100_000].map((expected) => shareThatWouldShow(expected, noticing)!);
    expect(shares).toEqual(shares.toSorted((one, other) => other - one));
    expect(shares.at(-1)).toBeLessThan(0.05);
  });

  test.each([40, 300])('shows with the confidence asked for, of %i events', (expected) => {
    const share = shareThatWouldShow(expected, noticing)!;
    const trials = 4 * expected;
    const shown = sum(
      binomial(trials, ((1 - share) * expected) / trials).filter(
        (_, count) => count < expected && chanceOfCount(count, expected) < noticing.limit,
      ),
    );
    expect(shown).toBeGreaterThanOrEqual(noticing.confidence);
  });
});
