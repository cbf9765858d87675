import { type Generator, rowByRow } from './generator.ts';
import type { ObservationSpace } from './observation-space.ts';
import { RowStream } from './row-stream.ts';

/**
 * Every feature anywhere in its range, independent of the others: all levels of its grid equally likely, within 1 in 64,
 * since a level is drawn from 16 random bits.
 */
export function nominal(space: ObservationSpace, seed: number): Generator {
  const stream = new RowStream(seed, 'nominal');
  const draw = nominalRow(space);
  return rowByRow(space.width, (index, values, offset) => {
    stream.seek(index);
    draw(stream, values, offset);
  });
}

/** Writes one nominal row to `values`, beginning at `offset`. */
export type DrawRow = (stream: RowStream, values: Float32Array, offset: number) => void;

export function nominalRow({ width, lowest, highest, step }: ObservationSpace): DrawRow {
  const words = new Int32Array(Math.ceil(width / 2));
  const halves = new Uint16Array(words.buffer);
  const levels = highest.map((high, feature) => high - lowest[feature]! + 1);
  return (stream, values, offset) => {
    stream.fill(words);
    for (let feature = 0; feature < width; feature += 1) {
      const level = lowest[feature]! + (Math.imul(halves[feature]!, levels[feature]!) >>> 16);
      values[offset + feature] = level * step[feature]!;
    }
  };
}
