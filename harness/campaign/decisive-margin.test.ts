import { expect, test } from 'vitest';
import { isNearTie } from '../oracle/agreement.ts';
import { decisiveMargin } from './decisive-margin.ts';

test.each([
  [[0, 0, 0], { absolute: 1e-4, relative: 1e-4 }],
  [[100, -250, 3], { absolute: 1e-4, relative: 1e-4 }],
  [[0.5, 0.25], { absolute: 1e-6, relative: 1e-2 }],
])('a margin that is searched for in scores like %j is well beyond a near-tie', (scores, tolerance) => {
  const margin = decisiveMargin(Float32Array.from(scores), tolerance);
  const largest = Math.max(...scores.map(Math.abs));
  expect(isNearTie(margin, largest, tolerance)).toBe(false);
  expect(isNearTie(margin * 0.6, largest, tolerance)).toBe(false);
  expect(isNearTie(margin * 0.4, largest, tolerance)).toBe(true);
});
