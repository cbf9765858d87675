import { allowSomething } from './allowed-actions.ts';
import type { Generator } from './generator.ts';
import { type ObservationSpace, valueAt } from './observation-space.ts';
import { RowStream } from './row-stream.ts';

/** Values that are drawn together: few enough that all of them stay in the fastest memory. */
const valuesTogether = 4096;

/**
 * Every feature anywhere in its range, independent of the others: all levels of its grid, or codes, equally likely, within
 * 1 in 64, since a level is drawn from 16 random bits. Of flags, and so of a mask, half are 1.
 *
 * Drawn column by column, since a loop over the rows of one feature has nothing to look up.
 */
export function nominal(space: ObservationSpace, seed: number): Generator {
  const { width, lowest, step, codes, mask } = space;
  const stream = new RowStream(seed, 'nominal');
  const wordsOfRow = Math.ceil(width / 2);
  const rowsTogether = Math.ceil(valuesTogether / width);
  const words = new Int32Array(rowsTogether * wordsOfRow);
  const halves = new Uint16Array(words.buffer);
  const counts = levelCounts(space);

  return {
    block(first, rows) {
      const values = new Float32Array(rows * width);
      for (let row = 0; row < rows; row += rowsTogether) {
        const end = Math.min(row + rowsTogether, rows);
        stream.fillRows(words, wordsOfRow, first + row, end - row);
        for (let feature = 0; feature < width; feature += 1) {
          const place = { first: row * width + feature, end: end * width, width, half: feature };
          const [count, table] = [counts[feature]!, codes[feature]];
          if (table) drawCodes(values, place, halves, count, table);
          else drawLevels(values, place, halves, count, lowest[feature]!, step[feature]!);
        }
      }
      if (mask) {
        for (let at = 0; at < values.length; at += width) allowSomething(space, values.subarray(at, at + width));
      }
      return { rows, width, values };
    },
  };
}

/** A column of some rows, and its half of the first word; the halves of a row are as many as its values, or one more. */
interface ColumnPlace {
  readonly first: number;
  readonly end: number;
  readonly width: number;
  readonly half: number;
}

/** Indices that are said to be integers (`| 0`) are not looked at for overflow in each turn. */
function drawLevels(
  values: Float32Array,
  { first, end, width, half: firstHalf }: ColumnPlace,
  halves: Uint16Array,
  count: number,
  lowest: number,
  step: number,
): void {
  const halvesOfRow = width + (width & 1);
  for (let at = first | 0, half = firstHalf | 0; at < end; at = (at + width) | 0, half = (half + halvesOfRow) | 0) {
    values[at] = ((lowest + (Math.imul(halves[half]!, count) >>> 16)) | 0) * step;
  }
}

function drawCodes(
  values: Float32Array,
  { first, end, width, half: firstHalf }: ColumnPlace,
  halves: Uint16Array,
  count: number,
  codes: Float32Array,
): void {
  const halvesOfRow = width + (width & 1);
  for (let at = first | 0, half = firstHalf | 0; at < end; at = (at + width) | 0, half = (half + halvesOfRow) | 0) {
    values[at] = codes[Math.imul(halves[half]!, count) >>> 16]!;
  }
}

/** Writes one row, nominal in every feature, to `values`, beginning at `offset`. */
export type DrawRow = (stream: RowStream, values: Float32Array, offset: number) => void;

export function nominalRow(space: ObservationSpace): DrawRow {
  const { width, lowest } = space;
  const words = new Int32Array(Math.ceil(width / 2));
  const halves = new Uint16Array(words.buffer);
  const counts = levelCounts(space);
  return (stream, values, offset) => {
    stream.fill(words);
    const row = values.subarray(offset, offset + width);
    for (let feature = 0; feature < width; feature += 1) {
      const level = lowest[feature]! + (Math.imul(halves[feature]!, counts[feature]!) >>> 16);
      row[feature] = valueAt(space, feature, level);
    }
    allowSomething(space, row);
  };
}

function levelCounts({ lowest, highest }: ObservationSpace): Int32Array {
  return highest.map((high, feature) => high - lowest[feature]! + 1);
}
