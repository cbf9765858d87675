import { expect, test } from 'vitest';
import { tierOf, tiers } from '../../contract/sizing.ts';
import { nextAbove, triedEstimates } from './tried-estimates.ts';

const bounds = { target: 5, floor: 0.25, veto: -0.1 };

test('every bound is tried, and the numbers next to it', () => {
  const tried = triedEstimates(bounds, 1);
  for (const bound of Object.values(bounds)) {
    expect(tried).toEqual(expect.arrayContaining([bound, nextAbove(bound), -nextAbove(-bound)]));
  }
});

test('every tier is tried often, with finite numbers that do not repeat', () => {
  const tried = triedEstimates(bounds, 1);
  expect(new Set(tried).size).toBe(tried.length);
  expect(tried.every(Number.isFinite)).toBe(true);
  for (const tier of tiers) {
    expect(tried.filter((estimate) => tierOf(bounds, estimate) === tier).length, tier).toBeGreaterThanOrEqual(3);
  }
});

test('the same seed tries the same, another one others', () => {
  expect(triedEstimates(bounds, 7)).toEqual(triedEstimates(bounds, 7));
  expect(triedEstimates(bounds, 7)).not.toEqual(triedEstimates(bounds, 8));
});

test('no number lies between one and the next', () => {
  expect(nextAbove(0)).toBe(Number.MIN_VALUE);
  expect(nextAbove(1)).toBe(1 + Number.EPSILON);
  expect(nextAbove(-1)).toBe(-1 + Number.EPSILON / 2);
  expect(nextAbove(-Number.MIN_VALUE)).toBe(-0);
});
