import { expect, test } from 'vitest';
import { normalBelow, normalQuantileOf } from './normal-distribution.ts';

/** Abramowitz and Stegun, tables 26.1 and 26.2. */
test.each([
  [0, 0.5],
  [0.6744897501960817, 0.75],
  [1, 0.841344746068543],
  [1.959963984540054, 0.975],
  [-1, 0.158655253931457],
  [-3, 1.349898031630095e-3],
  [-6, 9.865876450376946e-10],
  [-7.5, 3.190891672910896e-14],
  [-10, 7.619853024160527e-24],
])('below %d deviations lies %d of it', (deviations, share) => {
  expect(normalBelow(deviations) / share).toBeCloseTo(1, 7);
  expect(normalBelow(deviations)).toBeCloseTo(share, 14);
});

test('the far ends are empty, and nothing is no place', () => {
  expect([normalBelow(-40), normalBelow(40), normalBelow(-Infinity), normalBelow(Infinity)]).toEqual([0, 1, 0, 1]);
  expect(normalBelow(Number.NaN)).toBeNaN();
});

test('quantiles are where so much lies below, also far out on both sides', () => {
  for (let deviations = -12; deviations <= 12; deviations += 0.37) {
    const quantile = normalQuantileOf(normalBelow(deviations), normalBelow(-deviations));
    expect(quantile).toBeCloseTo(deviations, 7);
  }
  expect([normalQuantileOf(0, 1), normalQuantileOf(1, 0), normalQuantileOf(0.5, 0.5)]).toEqual([
    -Infinity,
    Infinity,
    0,
  ]);
});
