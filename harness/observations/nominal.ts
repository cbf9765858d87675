import { allowSomething } from './allowed-actions.ts';
import type { Generator } from './generator.ts';
import { type ObservationSpace, valueAt } from './observation-space.ts';
import { RowStream } from './row-stream.ts';

/** Rows that are drawn together: few enough that all of them stay in the fastest memory. */
const rowsTogether = 64;

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
  const words = new Int32Array(rowsTogether * wordsOfRow);
  const halves = new Uint16Array(words.buffer);
  const levels = levelsOf(space);

  return {
    block(first, rows) {
      const values = new Float32Array(rows * width);
      for (let row = 0; row < rows; row += rowsTogether) {
        const together = Math.min(rowsTogether, rows - row);
        stream.fillRows(words.subarray(0, together * wordsOfRow), first + row, together);
        const drawn = values.subarray(row * width, (row + together) * width);
        for (let feature = 0; feature < width; feature += 1) {
          const table = codes[feature];
          if (table) drawCodes(drawn, feature, width, halves, levels[feature]!, table);
          else drawLevels(drawn, feature, width, halves, levels[feature]!, lowest[feature]!, step[feature]!);
        }
      }
      if (mask) {
        for (let at = 0; at < values.length; at += width) allowSomething(space, values.subarray(at, at + width));
      }
      return { rows, width, values };
    },
  };
}

/** One column; the halves of a row are as many as its values, or one more. */
function drawLevels(
  values: Float32Array,
  first: number,
  width: number,
  halves: Uint16Array,
  count: number,
  lowest: number,
  step: number,
): void {
  const halvesOfRow = width + (width & 1);
  for (let at = first, half = first; at < values.length; at += width, half += halvesOfRow) {
    values[at] = ((lowest + (Math.imul(halves[half]!, count) >>> 16)) | 0) * step;
  }
}

function drawCodes(
  values: Float32Array,
  first: number,
  width: number,
  halves: Uint16Array,
  count: number,
  codes: Float32Array,
): void {
  const halvesOfRow = width + (width & 1);
  for (let at = first, half = first; at < values.length; at += width, half += halvesOfRow) {
    values[at] = codes[Math.imul(halves[half]!, count) >>> 16]!;
  }
}

/** Writes one row, nominal in every feature, to `values`, beginning at `offset`. */
export type DrawRow = (stream: RowStream, values: Float32Array, offset: number) => void;

export function nominalRow(space: ObservationSpace): DrawRow {
  const { width, lowest } = space;
  const words = new Int32Array(Math.ceil(width / 2));
  const halves = new Uint16Array(words.buffer);
  const levels = levelsOf(space);
  return (stream, values, offset) => {
    stream.fill(words);
    const row = values.subarray(offset, offset + width);
    for (let feature = 0; feature < width; feature += 1) {
      const level = lowest[feature]! + (Math.imul(halves[feature]!, levels[feature]!) >>> 16);
      row[feature] = valueAt(space, feature, level);
    }
    allowSomething(space, row);
  };
}

function levelsOf({ lowest, highest }: ObservationSpace): Int32Array {
  return highest.map((high, feature) => high - lowest[feature]! + 1);
}
