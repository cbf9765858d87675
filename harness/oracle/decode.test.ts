import { describe, expect, test } from 'vitest';
import { noAction } from '../contract/no-action.ts';
import { decodeArgmax } from './decode.ts';

function decode(width: number, scores: readonly number[]) {
  const rows = scores.length / width;
  const actions = new Int32Array(rows);
  const margins = new Float32Array(rows);
  decodeArgmax(Float32Array.from(scores), width, actions, margins);
  return { actions: [...actions], margins: [...margins] };
}

describe('the best of the scores', () => {
  test('each row gives the index of its best score, and the margin over its second best', () => {
    const scores = [1, 3, 2, /* */ -1, -4, -1.5, /* */ 0, 0.25, 8];
    expect(decode(3, scores)).toEqual({ actions: [1, 0, 2], margins: [1, 0.5, 7.75] });
  });

  test('the second best counts wherever it stands', () => {
    expect(decode(4, [9, 1, 8, 2, /* */ 8, 1, 2, 9]).margins).toEqual([1, 1]);
  });

  test('of equal scores the lowest index wins, with margin 0', () => {
    expect(decode(3, [1, 5, 5, /* */ 2, 2, 2])).toEqual({ actions: [1, 0], margins: [0, 0] });
  });

  test.each([0, 1, 2])('NaN at place %i is no action, and touches no other row', (place) => {
    const poisoned = [1, 2, 3];
    poisoned[place] = Number.NaN;
    const { actions, margins } = decode(3, [...poisoned, 1, 2, 4]);
    expect(actions).toEqual([noAction, 2]);
    expect(margins).toEqual([Number.NaN, 2]);
  });

  test('infinities are scores like others, and equal ones are a tie', () => {
    const up = Number.POSITIVE_INFINITY;
    const down = Number.NEGATIVE_INFINITY;
    expect(decode(2, [down, 1, /* */ up, 1, /* */ up, up, /* */ down, down])).toEqual({
      actions: [1, 0, 0, 0],
      margins: [up, up, 0, 0],
    });
  });

  test('a single score has nothing beside it', () => {
    expect(decode(1, [4])).toEqual({ actions: [0], margins: [Number.POSITIVE_INFINITY] });
  });
});
