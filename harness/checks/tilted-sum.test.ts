import { describe, expect, test } from 'vitest';
import { chanceOfCount } from './chance-bounds.ts';
import { Draws } from './testing/draws.ts';
import { TiltedSum } from './tilted-sum.ts';

/** P(count) of events that are not equally likely. */
function distributionOf(chances: readonly number[]): number[] {
  let counts = [1];
  for (const chance of chances) {
    const before = counts;
    counts = [...before, 0].map((none, count) => none * (1 - chance) + (before[count - 1] ?? 0) * chance);
  }
  return counts;
}

const counted = (chances: readonly number[], seen: number) => {
  const sum = new TiltedSum();
  chances.forEach((chance, index) => {
    sum.seeEvent(index < seen, chance);
  });
  return sum.chance;
};

const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

describe('the chance of events that are not equally likely', () => {
  const chances = Array.from({ length: 120 }, (_, index) => (index % 3 === 0 ? 0.98 : 0.02 + index / 240));

  test('bounds both tails', () => {
    const exact = distributionOf(chances);
    for (let seen = 0; seen <= chances.length; seen += 1) {
      const tail = seen > total(chances) ? total(exact.slice(seen)) : total(exact.slice(0, seen + 1));
      expect(counted(chances, seen)).toBeGreaterThanOrEqual(Math.min(1, tail) * (1 - 1e-9));
    }
  });

  test('is far below what the sum of the chances alone would allow, where many are all but sure', () => {
    const seen = Math.round(total(chances)) - 25;
    expect(counted(chances, seen)).toBeLessThan(chanceOfCount(seen, total(chances)) ** 3);
  });

  test('is 1 for what is expected, and for nothing', () => {
    expect(new TiltedSum().chance).toBe(1);
    expect(counted([0.5, 0.5], 1)).toBe(1);
  });
});

describe('the chance of likelihoods', () => {
  const chances = [0.7, 0.2, 0.1];
  const chosen = (seed: number, of: readonly number[]) => {
    const draws = new Draws(seed, 'choices');
    const sum = new TiltedSum();
    for (let count = 0; count < 400; count += 1) {
      sum.seeLikelihood(chances[draws.softmax(of.map(Math.log))]!, chances);
    }
    return sum.chance;
  };

  test('is below 1 % at most ten times in a thousand where draws have those chances', () => {
    const small = Array.from({ length: 1_000 }, (_, seed) => chosen(seed, chances)).filter((chance) => chance < 0.01);
    expect(small.length).toBeLessThanOrEqual(10);
  });

  test('is small where they have others', () => {
    expect(chosen(1, [0.82, 0.12, 0.06])).toBeLessThan(1e-6);
  });
});
