import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { agrees, differenceInTolerances, isNearTie, largestDifference } from './agreement.ts';
import { decodeArgmax } from './decode.ts';

const tolerance = { absolute: 0.5, relative: 0.25 };
const up = Number.POSITIVE_INFINITY;

describe('agreement', () => {
  test('tolerance is absolute plus a share of what was expected', () => {
    expect(agrees(5.5, 4, tolerance)).toBe(true);
    expect(agrees(5.5625, 4, tolerance)).toBe(false);
    expect(agrees(-5.5, -4, tolerance)).toBe(true);
    expect(differenceInTolerances(7, 4, tolerance)).toBe(2);
  });

  test.each([
    [Number.NaN, 1],
    [1, Number.NaN],
    [Number.NaN, Number.NaN],
    [1, up],
    [up, 1],
    [up, -up],
  ])('%d does not agree with %d', (seen, expected) => {
    expect(agrees(seen, expected, tolerance)).toBe(false);
    expect(differenceInTolerances(seen, expected, tolerance)).toBe(up);
  });

  test('an infinity agrees with itself', () => {
    expect(agrees(up, up, tolerance)).toBe(true);
    expect(differenceInTolerances(up, up, tolerance)).toBe(0);
  });

  test('the largest difference names its place', () => {
    expect(largestDifference([1, 4, 7], [1, 4, 4], tolerance)).toEqual({ tolerances: 2, index: 2 });
    expect(largestDifference([Number.NaN, 40], [1, 4], tolerance)).toEqual({ tolerances: up, index: 0 });
    expect(largestDifference([1, 4], [1, 4], tolerance)).toEqual({ tolerances: 0, index: -1 });
  });

  test('arrays of unequal length cannot be compared', () => {
    expect(() => largestDifference([1], [1, 2], tolerance)).toThrow(RangeError);
  });
});

describe('near-ties', () => {
  test('a margin decides only beyond twice the tolerance of the larger score', () => {
    expect(isNearTie(3, 4, tolerance)).toBe(true);
    expect(isNearTie(3.0625, 4, tolerance)).toBe(false);
  });

  test('the second best may be the larger one by its size', () => {
    expect(isNearTie(1.5, -0.5, tolerance)).toBe(true);
    expect(isNearTie(2.25, -0.25, tolerance)).toBe(true);
  });

  test('a margin over a masked action is no tie, and neither is one that is not a number', () => {
    expect(isNearTie(up, 4, tolerance)).toBe(false);
    expect(isNearTie(Number.NaN, Number.NaN, tolerance)).toBe(false);
  });

  test('equal infinities are a tie', () => {
    expect(isNearTie(0, up, tolerance)).toBe(true);
  });

  test('where it is no near-tie, no scores within tolerance have another best action', () => {
    const score = fc.integer({ min: -64, max: 64 }).map((value) => value / 16);
    const shift = fc.integer({ min: -16, max: 16 }).map((value) => value / 16);
    const bounds = { absolute: 1 / 8, relative: 1 / 16 };
    fc.assert(
      fc.property(fc.array(fc.tuple(score, shift), { minLength: 2, maxLength: 5 }), (drawn) => {
        const expected = drawn.map(([value]) => value);
        const served = drawn.map(
          ([value, part]) => value + part * (bounds.absolute + bounds.relative * Math.abs(value)),
        );
        const oracle = best(expected);
        if (isNearTie(oracle.margin, expected[oracle.action]!, bounds)) return;
        expect(best(served).action).toBe(oracle.action);
      }),
    );
  });
});

function best(scores: readonly number[]) {
  const actions = new Int32Array(1);
  const margins = new Float32Array(1);
  decodeArgmax(Float32Array.from(scores), scores.length, actions, margins);
  return { action: actions[0]!, margin: margins[0]! };
}
