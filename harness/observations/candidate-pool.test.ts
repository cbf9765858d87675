import { expect, test } from 'vitest';
import { CandidatePool } from './candidate-pool.ts';

function poolOf(margins: readonly number[]): CandidatePool {
  const pool = new CandidatePool(1, 3);
  for (const margin of margins) pool.offer(Float32Array.of(10 * margin), margin);
  return pool;
}

test('keeps the rows of greatest margin, each with its margin', () => {
  const pool = poolOf([1, 5, 2, 4, 3, 0]);
  const kept = Array.from({ length: pool.size }, (_, index) => [pool.margin(index), ...pool.row(index)]);
  expect(kept.sort()).toEqual([
    [3, 30],
    [4, 40],
    [5, 50],
  ]);
});

test('keeps a margin once, and NaN never', () => {
  expect(poolOf([Number.NaN, 1, 1, 1]).size).toBe(1);
});

test('keeps copies, and nothing after it is cleared', () => {
  const pool = new CandidatePool(1, 3);
  const row = Float32Array.of(7);
  pool.offer(row, 1);
  row[0] = 8;
  expect(pool.row(0)[0]).toBe(7);
  pool.clear();
  expect(pool.size).toBe(0);
});
