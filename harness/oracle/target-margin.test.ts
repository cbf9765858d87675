import { expect, test } from 'vitest';
import { targetsOf } from './target-margin.ts';

function answersOf(width: number, scores: readonly number[]) {
  const rows = scores.length / width;
  const none = { actions: new Int32Array(rows), margins: new Float32Array(rows) };
  return { rows, width, scores: Float32Array.from(scores), ...none };
}

test('the margin of an action is its lead on the best other', () => {
  const targets = targetsOf({ kind: 'argmax', count: 3 });
  const preferred = targets.preferences(answersOf(3, [1, 4, 2]));
  expect([0, 1, 2].map((target) => targets.margin(preferred, target))).toEqual([-3, 2, -2]);
  expect(targets.margin([1, Number.NaN, 2], 2)).toBeNaN();
});

test('the margin of an action with quantiles is the lead of their mean', () => {
  const targets = targetsOf({ kind: 'mean-argmax', count: 2, quantiles: 2 });
  const preferred = targets.preferences(answersOf(4, [0, 2, 5, 7, /* */ 1, 1, 0, 0]));
  expect([...preferred]).toEqual([1, 6, 1, 0]);
  expect(targets.margin(preferred.subarray(0, 2), 1)).toBe(5);
  expect(targets.margin(preferred.subarray(2), 1)).toBe(-1);
});

test('the margin of a tenth is the distance to its nearer end, as a share of the range', () => {
  const targets = targetsOf({ kind: 'value', low: [-1, 0], high: [1, 100], bins: 10 });
  expect(targets.count).toBe(20);
  // What draws are made from stands behind the action.
  const preferred = targets.preferences(answersOf(4, [-0.75, 100, 9, 9]));
  expect([...preferred]).toEqual([-0.75, 100]);
  expect(targets.margin(preferred, 1)).toBeCloseTo(0.025);
  expect(targets.margin(preferred, 2)).toBeCloseTo(-0.075);
  expect(targets.margin(preferred, 0)).toBeCloseTo(-0.025);
  expect(targets.margin(preferred, 19)).toBeCloseTo(0.1);
});
