import { type BoxSpace, mostDimensionsInACell } from '../contract/action-space.ts';

/**
 * The cells of the box that a logged action may lie in: `0.4312`, `0.1, -0.2` or `[0.1 -0.2]`.
 *
 * A log may round or cut off: an action may lie as far from the number as its last digit counts, but by no more than half a
 * cell, since a log that is coarser does not tell actions apart.
 *
 * @returns none where the text is no action
 */
export function cellsOfText({ low, high, bins }: BoxSpace, text: string): readonly number[] {
  const numbers = text
    .replace(/^\s*[[(]|[\])]\s*$/g, '')
    .trim()
    .split(/\s*,\s*|\s+/);
  if (numbers.length !== low.length || !numbers.every((number) => decimal.test(number))) return [];
  let cells = [0];
  for (let dimension = 0, size = 1; dimension < Math.min(low.length, mostDimensionsInACell); dimension += 1) {
    const span = (high[dimension]! - low[dimension]!) / bins;
    const value = Number(numbers[dimension]);
    const slack = Math.min(lastDigit(numbers[dimension]!) * (1 + roundingOfBorders), span / 2);
    const part = (at: number) => Math.min(Math.max(Math.floor((at - low[dimension]!) / span), 0), bins - 1);
    const [first, last] = [part(value - slack), part(value + slack)];
    const parts = Array.from({ length: last - first + 1 }, (_, index) => first + index);
    cells = parts.flatMap((each) => cells.map((cell) => cell + each * size));
    size *= bins;
  }
  return cells;
}

/** Borders are no round numbers in binary: a digit that just reaches one must do so. */
const roundingOfBorders = 1e-9;

const decimal = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;

/** What the last digit of a number counts: 0.01 of `0.43`, 0.000001 of `4.3e-5`. */
function lastDigit(number: string): number {
  const [mantissa = '', exponent = '0'] = number.toLowerCase().split('e');
  const decimals = mantissa.includes('.') ? mantissa.length - mantissa.indexOf('.') - 1 : 0;
  return 10 ** (Number(exponent) - decimals);
}
