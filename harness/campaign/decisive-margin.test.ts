import { expect, test } from 'vitest';
import { isNearTie } from '../oracle/agreement.ts';
import { decide } from '../oracle/decision.ts';
import { decisiveMargin } from './decisive-margin.ts';

const rule = { kind: 'argmax', count: 3 } as const;

function answersOf(scores: readonly number[]) {
  const rows = scores.length / 3;
  const answers = { rows, width: 3, scores: Float32Array.from(scores), actions: new Int32Array(rows) };
  const margins = new Float32Array(rows);
  decide(rule, answers.scores, 3, answers.actions, margins);
  return { ...answers, margins };
}

test.each([
  [[0, 0, 0], 0, { absolute: 1e-4, relative: 1e-4 }],
  [[100, -250, 3, /* */ 7, 8, 9], 100, { absolute: 1e-4, relative: 1e-4 }],
  [[0.5, 0.25, 0], 0.5, { absolute: 1e-6, relative: 1e-2 }],
])('a margin that is searched for in scores like %j is well beyond a near-tie of %d', (scores, best, tolerance) => {
  const margin = decisiveMargin(answersOf(scores), rule, tolerance);
  expect(isNearTie(margin, best, tolerance)).toBe(false);
  expect(isNearTie(margin * 0.6, best, tolerance)).toBe(false);
  expect(isNearTie(margin * 0.4, best, tolerance)).toBe(true);
});

test('actions that a mask forbids do not make every margin too small', () => {
  const tolerance = { absolute: 1e-4, relative: 1e-4 };
  expect(decisiveMargin(answersOf([5, 4, -1e8, /* */ -1e8, 3, -1e8]), rule, tolerance)).toBeLessThan(0.01);
});
