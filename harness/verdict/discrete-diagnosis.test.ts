import { describe, expect, test } from 'vitest';
import { discretisedIndex } from '../contract/action-space.ts';
import { discreteDiagnosis } from './discrete-diagnosis.ts';

const rows = 1_000;
const thresholds = [-0.5, 0.5];

/** A sample whose actions go evenly from -1 to 1, in no order. */
function diagnosed(form: (action: number, row: number) => number) {
  const scores = Float32Array.from({ length: rows }, (_, row) => ((row * 389) % rows) / (rows / 2) - 1);
  return discreteDiagnosis({
    discretised: { thresholds, labels: ['SHORT', 'FLAT', 'LONG'], served: Int32Array.from(scores, form) },
    oracle: { rows, width: 1, scores, actions: new Int32Array(rows), margins: new Float32Array(rows) },
    forFitting: Uint8Array.from(scores, (_, row) => (row >> 1) % 2),
  });
}

const cutAt =
  (...cuts: number[]) =>
  (action: number) =>
    discretisedIndex({ thresholds: cuts }, action);

test('discrete forms that are cut elsewhere tell where', () => {
  expect(diagnosed(cutAt(-0.3, 0.7))).toEqual({
    hypothesis: 'other-thresholds',
    sentence: 'the discrete form of the action is cut at -0.3 and 0.7 in place of -0.5 and 0.5',
    explained: rows,
    of: rows,
  });
});

test('one threshold that moved a little is told from the other', () => {
  expect(diagnosed(cutAt(-0.5, 0.54))?.sentence).toMatch(/cut at -0\.5 and 0\.54\d* in place of -0\.5 and 0\.5/);
});

describe('no thresholds are told of', () => {
  test('where all forms are right', () => {
    expect(diagnosed(cutAt(...thresholds))).toBeNull();
  });

  test('where a form is wrong here and there', () => {
    const right = cutAt(...thresholds);
    expect(diagnosed((action, row) => (row % 40 === 7 ? Math.min(right(action) + 1, 2) : right(action)))).toBeNull();
  });

  test('where the form is always the same, or anything', () => {
    expect(diagnosed(() => 1)).toBeNull();
    expect(diagnosed((_, row) => (row * 7) % 3)).toBeNull();
  });

  test('where none is stated, or nothing was served', () => {
    expect(diagnosed(() => -1)).toBeNull();
  });
});
