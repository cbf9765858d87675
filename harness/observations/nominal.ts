import { allowSomething } from './allowed-actions.ts';
import type { Generator } from './generator.ts';
import { fillWithRows } from './nominal-rows.ts';
import { levelCounts, type ObservationSpace, valueAt } from './observation-space.ts';
import { RowStream } from './row-stream.ts';

/**
 * Every feature anywhere in its range, independent of the others: all levels of its grid, or codes, equally likely, within
 * 1 in 64, since a level is drawn from 16 random bits. Of flags, and so of a mask, half are 1.
 */
export function nominal(space: ObservationSpace, seed: number): Generator {
  const { width, mask } = space;
  const levels = { ...space, counts: levelCounts(space) };
  const { key } = new RowStream(seed, 'nominal');
  return {
    block(first, rows) {
      const values = new Float32Array(rows * width);
      fillWithRows(values, levels, key, first);
      space.codes.forEach((codes, feature) => {
        if (codes) replaceByCodes(values, feature, width, codes);
      });
      if (mask) {
        for (let at = 0; at < values.length; at += width) allowSomething(space, values.subarray(at, at + width));
      }
      return { rows, width, values };
    },
  };
}

/** Levels of a category become its codes. Indices that are said to be integers (`| 0`) are not looked at for overflow. */
function replaceByCodes(values: Float32Array, feature: number, width: number, codes: Float32Array): void {
  for (let at = feature | 0; at < values.length; at = (at + width) | 0) values[at] = codes[values[at]! | 0]!;
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
