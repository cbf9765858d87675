import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { trialsNeeded, upperBound } from './clopper-pearson.ts';

/** P(X <= events), each term by itself. */
function atMost(events: number, trials: number, rate: number): number {
  let ways = 0;
  let sum = 0;
  for (let count = 0; count <= events; count += 1) {
    if (count > 0) ways += Math.log((trials - count + 1) / count);
    sum += Math.exp(ways + count * Math.log(rate) + (trials - count) * Math.log(1 - rate));
  }
  return sum;
}

const confidences = fc.double({ min: 0.5, max: 0.9999, noNaN: true });

describe('the upper bound', () => {
  test.each([
    [0, 4603, 0.99, 0.001],
    [0, 1, 0.95, 0.95],
    [0, 100, 0.95, 0.029513],
    [1, 100, 0.95, 0.04656],
    [5, 50, 0.95, 0.198833],
    [10, 20, 0.975, 0.728042],
    [3, 3, 0.95, 1],
  ])('of %i in %i at %d is %d', (events, trials, confidence, bound) => {
    expect(upperBound(events, trials, confidence)).toBeCloseTo(bound, 5);
  });

  test('of 0 in 4603 at 0.99 is below 0.001, and of 0 in 4602 is not', () => {
    expect(upperBound(0, 4603, 0.99)).toBeLessThan(0.001);
    expect(upperBound(0, 4602, 0.99)).toBeGreaterThan(0.001);
  });

  test('is the rate at which so few events are seen with probability 1 - confidence', () => {
    const drawn = fc
      .integer({ min: 2, max: 400 })
      .chain((trials) => fc.tuple(fc.nat({ max: trials - 1 }), fc.constant(trials)));
    fc.assert(
      fc.property(drawn, confidences, ([events, trials], confidence) => {
        const bound = upperBound(events, trials, confidence);
        expect(atMost(events, trials, bound)).toBeCloseTo(1 - confidence, 6);
      }),
      { seed: 17 },
    );
  });

  test('grows with the events and with the confidence, and shrinks with the trials', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 40 }),
        fc.integer({ min: 60, max: 5_000 }),
        confidences,
        (events, trials, confidence) => {
          const bound = upperBound(events, trials, confidence);
          expect(bound).toBeGreaterThan(events / trials);
          expect(upperBound(events + 1, trials, confidence)).toBeGreaterThan(bound);
          expect(upperBound(events, 2 * trials, confidence)).toBeLessThan(bound);
          expect(upperBound(events, trials, (1 + confidence) / 2)).toBeGreaterThan(bound);
        },
      ),
      { seed: 17 },
    );
  });

  test('does not drown in a million trials', () => {
    const bound = upperBound(700, 1_000_000, 0.99);
    expect(bound).toBeGreaterThan(0.00076);
    expect(bound).toBeLessThan(0.00077);
  });
});

describe('the trials that are needed', () => {
  test('are 4603 for a rate below 0.001 at 0.99', () => {
    expect(trialsNeeded(0.001, 0.99)).toBe(4603);
  });

  test('are enough, and one less is not', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-5, max: 0.99, noNaN: true }), confidences, (rate, confidence) => {
        const needed = trialsNeeded(rate, confidence);
        expect(upperBound(0, needed, confidence)).toBeLessThan(rate);
        if (needed > 1) expect(upperBound(0, needed - 1, confidence)).toBeGreaterThanOrEqual(rate);
      }),
      { seed: 17, numRuns: 2_000 },
    );
  });

  test('are enough, and one less is not, where a whole number of trials gives the rate itself', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2_000 }), confidences, (trials, confidence) => {
        const rate = upperBound(0, trials, confidence);
        const needed = trialsNeeded(rate, confidence);
        expect(upperBound(0, needed, confidence)).toBeLessThan(rate);
        expect(upperBound(0, needed - 1, confidence)).toBeGreaterThanOrEqual(rate);
      }),
      { seed: 17, numRuns: 2_000 },
    );
  });
});
