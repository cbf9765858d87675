import { expect, test } from 'vitest';
import { RowStream } from './row-stream.ts';

function draw(stream: RowStream, row: number, count: number): number[] {
  stream.seek(row);
  return Array.from({ length: count }, () => stream.next());
}

test('a row does not depend on what was drawn before it', () => {
  const stream = new RowStream(7, 'nominal');
  const alone = draw(new RowStream(7, 'nominal'), 12, 5);
  draw(stream, 3, 100);
  expect(draw(stream, 12, 5)).toEqual(alone);
});

test('another seed, name or row is another stream, in both halves of the seed and of the row number', () => {
  const rows = [0, 1, 2 ** 32, 2 ** 32 + 1];
  const streams = [0, 1, 2 ** 32, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER].flatMap((seed) =>
    ['', 'nominal', 'boundary', 'ab', 'ba'].map((name) => new RowStream(seed, name)),
  );
  const drawn = streams.flatMap((stream) => rows.map((row) => draw(stream, row, 2).join()));
  expect(new Set(drawn).size).toBe(drawn.length);
});

test('the numbers of a seed are those of the generator, whatever the machine', () => {
  // Computed by another implementation, in integers without a limit.
  expect(draw(new RowStream(1, 'nominal'), 0, 3)).toEqual([1938651684, 2218962047, 607294006]);
  const last = new RowStream(2 ** 53 - 1, 'boundary');
  expect(draw(last, 2 ** 40 + 3, 3)).toEqual([3560314101, 4194397604, 1879090612]);
});

test('bits of neighbouring rows, and of neighbouring seeds, are set half of the time, and agree half of the time', () => {
  const count = 20_000;
  const stream = new RowStream(1, 'bits');
  const rows = Array.from({ length: count }, (_, row) => draw(stream, row, 1)[0]!);
  const seeds = Array.from({ length: count }, (_, seed) => draw(new RowStream(seed, 'bits'), 0, 1)[0]!);
  for (const words of [rows, seeds]) {
    for (let bit = 0; bit < 32; bit += 1) {
      const set = words.filter((word) => (word >>> bit) & 1).length;
      const agreeing = words.filter((word, index) => (((word ^ words[(index + 1) % count]!) >>> bit) & 1) === 0).length;
      expect(Math.abs(set - count / 2)).toBeLessThan(5 * Math.sqrt(count / 4));
      expect(Math.abs(agreeing - count / 2)).toBeLessThan(5 * Math.sqrt(count / 4));
    }
  }
});

test('a single bit of the row number changes each bit of the first words in half of the rows', () => {
  const count = 2_000;
  const stream = new RowStream(1, 'bits');
  for (let flipped = 0; flipped < 53; flipped += 1) {
    const changed = new Float64Array(64);
    for (let row = 0; row < count; row += 1) {
      const other = Math.floor(row / 2 ** flipped) % 2 === 0 ? row + 2 ** flipped : row - 2 ** flipped;
      const others = draw(stream, other, 2);
      for (const [word, own] of draw(stream, row, 2).entries()) {
        const difference = own ^ others[word]!;
        for (let bit = 0; bit < 32; bit += 1) changed[word * 32 + bit]! += (difference >>> bit) & 1;
      }
    }
    for (const times of changed) expect(Math.abs(times - count / 2)).toBeLessThan(6 * Math.sqrt(count / 4));
  }
});

test.each([-1, 0.5, Number.NaN, 2 ** 53])('%d is no seed', (seed) => {
  expect(() => new RowStream(seed, 'nominal')).toThrow(/is no seed/);
});
