import { describe, expect, test } from 'vitest';
import {
  chanceOfCount,
  chanceOfProducts,
  chanceOfShift,
  chanceOfSpread,
  chanceOfUnevenness,
  chanceOnOneSide,
  shareThatWouldShow,
} from './chance-bounds.ts';
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

describe('of standard normal draws', () => {
  test('the chance of a width bounds the tails of two draws, which are e^(-s/2)', () => {
    for (const squares of [0.01, 0.5, 1, 3, 10, 40]) {
      const tail = squares > 2 ? Math.exp(-squares / 2) : 1 - Math.exp(-squares / 2);
      expect(chanceOfSpread(squares, 2)).toBeGreaterThanOrEqual(tail);
    }
    expect(chanceOfSpread(0.81 * 4_000, 4_000)).toBeLessThan(1e-17);
    expect(chanceOfSpread(0, 5)).toBe(0);
  });

  test('no bound is small more often than it says: below 5 % at most fifty times in a thousand', () => {
    const small = { shift: 0, spread: 0, products: 0 };
    for (let seed = 0; seed < 1_000; seed += 1) {
      const draws = new Draws(seed, 'normal');
      const each = Array.from({ length: 12 }, () => draws.normal());
      const products = each.slice(1).map((value, index) => value * each[index]!);
      if (chanceOfShift(sum(each), 12) < 0.05) small.shift += 1;
      if (chanceOfSpread(sum(each.map((value) => value ** 2)), 12) < 0.05) small.spread += 1;
      if (chanceOfProducts(sum(products), 12) < 0.05) small.products += 1;
    }
    for (const count of Object.values(small)) {
      expect(count).toBeGreaterThan(0);
      expect(count).toBeLessThanOrEqual(50);
    }
  });

  test('the chance of products falls as they grow, alike on both sides, and follows the normal one at first', () => {
    const chances = [0, 10, 50, 200, 1_000].map((products) => chanceOfProducts(products, 1_000));
    expect(chances).toEqual(chances.toSorted((one, other) => other - one));
    expect(chanceOfProducts(-200, 1_000)).toBe(chances[3]);
    expect(Math.log(chanceOfProducts(50, 1_000) / 2)).toBeCloseTo(-(50 ** 2) / 2 / 1_000, 1);
    expect(chanceOfProducts(1_000, 1_000)).toBeLessThan(1e-60);
  });

  test('none at all are as likely as can be', () => {
    expect([chanceOfShift(0, 0), chanceOfSpread(0, 0), chanceOfProducts(0, 0)]).toEqual([1, 1, 1]);
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
