import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dueOrder } from './order-of.ts';
import { isSizeOf, shareOf, sizeOf, tierOf } from './sizing.ts';

const sizing = {
  level: 0.05,
  target: 5,
  floor: 1,
  veto: -2,
  smallest: 0.25,
  field: 'shares',
  missing: 'full',
} as const;
const below = (value: number) => value - 2 ** -50;

test.each([
  [Number.MAX_VALUE, 'target', 1],
  [5, 'target', 1],
  [below(5), 'scale', 1],
  [3, 'scale', 0.625],
  [1 + 2 ** -50, 'scale', 0.25],
  [1, 'floor', 0.25],
  [-2, 'floor', 0.25],
  [-2 - 2 ** -50, 'veto', 0],
  [-Number.MAX_VALUE, 'veto', 0],
])('a tail mean of %d lies in the tier %s, and gives a share of %d', (estimate, tier, share) => {
  expect(tierOf(sizing, estimate)).toBe(tier);
  expect(shareOf(sizing, estimate)).toBeCloseTo(share, 12);
});

test('a better tail mean never gives a smaller size', () => {
  const estimates = fc.double({ min: -10, max: 10, noNaN: true });
  fc.assert(
    fc.property(estimates, estimates, fc.integer({ min: 1, max: 1e6 }), (one, other, full) => {
      const [worse, better] = [Math.min(one, other), Math.max(one, other)].map((estimate) =>
        sizeOf({ step: 1 }, full, shareOf(sizing, estimate)),
      );
      expect(better).toBeGreaterThanOrEqual(worse!);
    }),
  );
});

describe('the size of a share', () => {
  test('is rounded down to the step, but for the full one', () => {
    expect(sizeOf({ step: 5 }, 999, 0.5)).toBe(495);
    expect(sizeOf({ step: 5 }, 999, 1)).toBe(999);
    expect(sizeOf({}, 999, 0.5)).toBe(499.5);
  });

  test('may be rounded either way where it lies at a step, and not elsewhere', () => {
    const third = 1 / 3;
    expect([99, 100].map((size) => isSizeOf({ step: 1 }, 300, third, size))).toEqual([true, true]);
    expect([98, 99.5, 101].map((size) => isSizeOf({ step: 1 }, 300, third, size))).toEqual([false, false, false]);
    expect([148, 149, 150].map((size) => isSizeOf({ step: 1 }, 300, 0.4999, size))).toEqual([false, true, false]);
    expect([1, 0.1 + 0.2, 1 / 3].map((size) => isSizeOf({}, 1, 0.3, size))).toEqual([false, true, false]);
    expect([299, 300].map((size) => isSizeOf({ step: 1 }, 300, 1, size))).toEqual([false, true]);
  });
});

describe('an order that is sized', () => {
  const actions = { labels: ['BUY'], orders: { BUY: { side: 'buy', shares: '${limit}' } } } as never;
  const due = (estimate?: number, values: Record<string, number> = { limit: 100 }) =>
    dueOrder({ actions, sizing: { ...sizing, step: 1 } }, 0, { values, estimate });

  test('has its share, or is not due at all', () => {
    expect(due(3)?.fields).toEqual({ side: 'buy', shares: 62 });
    expect(due(-3)).toBeUndefined();
    expect(due(0, { limit: 3 })).toBeUndefined();
  });

  test('has its full size where there is no tail mean', () => {
    expect(due()?.fields).toEqual({ side: 'buy', shares: 100 });
  });

  test('is told from others by its size and by all other fields', () => {
    expect(due(3)?.is({ side: 'buy', shares: 62 })).toBe(true);
    expect(due(3)?.is({ side: 'sell', shares: 62 })).toBe(false);
    expect(due(3)?.is({ side: 'buy', shares: '62' })).toBe(false);
    expect(due(3)?.is({ side: 'buy' })).toBe(false);
  });
});
