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
 * Drawn column by column, since a loop over the rows of one feature has nothing to look up, and two columns at once where
 * both have levels, since they share a word.
 */
export function nominal(space: ObservationSpace, seed: number): Generator {
  const { width, mask } = space;
  const stream = new RowStream(seed, 'nominal');
  const wordsOfRow = Math.ceil(width / 2);
  const rowsTogether = Math.ceil(valuesTogether / width);
  const words = new Int32Array(rowsTogether * wordsOfRow);
  const halves = new Uint16Array(words.buffer);
  const columns = columnsOf(space);

  return {
    block(first, rows) {
      const values = new Float32Array(rows * width);
      for (let row = 0; row < rows; row += rowsTogether) {
        const end = Math.min(row + rowsTogether, rows);
        stream.fillRows(words, wordsOfRow, first + row, end - row);
        for (let feature = 0; feature < width; ) {
          const place = { first: row * width + feature, end: end * width, width, half: feature };
          const [one, next] = [columns[feature]!, columns[feature + 1]];
          if (next && feature % 2 === 0 && !one.codes && !next.codes) {
            drawLevelsOfTwo(values, place, words, one, next);
            feature += 2;
            continue;
          }
          if (one.codes) drawCodes(values, place, halves, one.count, one.codes);
          else drawLevels(values, place, halves, one);
          feature += 1;
        }
      }
      if (mask) {
        for (let at = 0; at < values.length; at += width) allowSomething(space, values.subarray(at, at + width));
      }
      return { rows, width, values };
    },
  };
}

/** What the values of one feature are drawn from. */
interface Column {
  readonly count: number;
  readonly lowest: number;
  readonly step: number;
  readonly codes: Float32Array | undefined;
}

function columnsOf(space: ObservationSpace): Column[] {
  const { lowest, step, codes } = space;
  return Array.from(levelCounts(space), (count, feature) => ({
    count,
    lowest: lowest[feature]!,
    step: step[feature]!,
    codes: codes[feature],
  }));
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
  { count, lowest, step }: Column,
): void {
  const halvesOfRow = width + (width & 1);
  for (let at = first | 0, half = firstHalf | 0; at < end; at = (at + width) | 0, half = (half + halvesOfRow) | 0) {
    values[at] = ((lowest + (Math.imul(halves[half]!, count) >>> 16)) | 0) * step;
  }
}

/** This column, whose half of the word is the lower one, and the next one. */
function drawLevelsOfTwo(
  values: Float32Array,
  { first, end, width, half }: ColumnPlace,
  words: Int32Array,
  { count, lowest, step }: Column,
  { count: nextCount, lowest: nextLowest, step: nextStep }: Column,
): void {
  const wordsOfRow = (width + 1) >> 1;
  for (let at = first | 0, word = half >> 1; at < end; at = (at + width) | 0, word = (word + wordsOfRow) | 0) {
    const bits = words[word]!;
    values[at] = ((lowest + (Math.imul(bits & 0xffff, count) >>> 16)) | 0) * step;
    values[at + 1] = ((nextLowest + (Math.imul(bits >>> 16, nextCount) >>> 16)) | 0) * nextStep;
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
