import { expect, test } from 'vitest';
import { cellsOfText } from './logged-values.ts';
import { boxContract, boxOfTwo } from './testing/contracts-of-every-kind.ts';

const position = boxContract.actions;
const both = boxOfTwo.actions;
if (position.kind !== 'box' || both.kind !== 'box') throw new Error('no box');

test.each([
  ['0.4312', [7]],
  ['-0.99999', [0]],
  ['1.000000', [9]],
  ['1', [9]],
  ['[0.31]', [6]],
  ['3.1e-1', [6]],
  ['-3.25e-5', [4]],
])('%s lies in one cell', (text, cells) => {
  expect(cellsOfText(position, text)).toEqual(cells);
});

test.each([
  ['0.2000', [5, 6]],
  ['0.1999', [5, 6]],
  ['-0.0', [4, 5]],
  ['0.4', [6, 7]],
])('%s is rounded so near a border that it may lie on either side', (text, cells) => {
  expect(cellsOfText(position, text)).toEqual(cells);
});

test.each(['0.31, 7.25', '[0.31,7.25]', '0.31 7.25', '(0.31, 7.25)'])('%s has two dimensions', (text) => {
  expect(cellsOfText(both, text)).toEqual([76]);
});

test('near the borders of both dimensions, four cells are possible', () => {
  expect(cellsOfText(both, '0.200, 7.000')).toEqual([65, 66, 75, 76]);
});

test.each(['BUY', '', 'NaN', '0.3, 0.4', '0.3.4', '0x1'])('"%s" is no action of one dimension', (text) => {
  expect(cellsOfText(position, text)).toEqual([]);
});
