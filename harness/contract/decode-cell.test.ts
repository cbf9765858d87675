import { describe, expect, test } from 'vitest';
import { cellOf, decodeCell, isNearAnotherCell } from './decode-cell.ts';
import { noAction } from './no-action.ts';

const plane = { low: [-1, 0], high: [1, 8], bins: 4 };

function decode(width: number, values: readonly number[]) {
  const actions = new Int32Array(values.length / width);
  const margins = new Float32Array(actions.length);
  decodeCell(plane, Float32Array.from(values), width, actions, margins);
  return { actions: [...actions], margins: [...margins] };
}

describe('the cell of an action', () => {
  test('counts the first dimension fastest, and its margin is the way to the nearest other cell, as a share', () => {
    expect(decode(2, [-0.875, 1, 0.125, 6.75])).toEqual({ actions: [0, 14], margins: [0.125, 0.0625] });
  });

  test('is an outermost one beyond the box, whose outer borders separate nothing', () => {
    expect(decode(2, [-9, 100])).toEqual({ actions: [12], margins: [4.25] });
  });

  test('does not depend on what follows the action', () => {
    expect(decode(3, [-0.875, 1, Number.NaN]).actions).toEqual([0]);
  });

  test('is none where a value is NaN', () => {
    expect(decode(2, [Number.NaN, 1, 0, Number.NaN])).toEqual({
      actions: [noAction, noAction],
      margins: [Number.NaN, Number.NaN],
    });
  });

  test('is another one nearby where the slack of the dimension reaches beyond its border', () => {
    const wide = { low: [0, 0], high: [1, 1000], bins: 10 };
    const slack = (value: number) => 0.001 * Math.abs(value);
    expect(isNearAnotherCell(wide, [0.55, 550], slack)).toBe(false);
    expect(isNearAnotherCell(wide, [0.5001, 550], slack)).toBe(true);
    expect(isNearAnotherCell(wide, [0.55, 600.3], slack)).toBe(true);
    expect(isNearAnotherCell(wide, [0.55, 1000], slack)).toBe(false);
  });

  test('of one action is that of its row', () => {
    expect(cellOf(plane, [0.125, 6.75])).toBe(14);
    expect(cellOf({ low: [-1], high: [1], bins: 10 }, [1e300])).toBe(9);
  });
});
