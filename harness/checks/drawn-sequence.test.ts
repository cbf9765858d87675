import { describe, expect, test } from 'vitest';
import { DrawnSequence } from './drawn-sequence.ts';
import { Draws } from './testing/draws.ts';

/** Scores of the rows of one request after the other. */
const sequenceOf = (sizes: readonly number[], score: (draws: Draws, row: number) => number | undefined, seed = 1) => {
  const draws = new Draws(seed, 'sequence');
  const sequence = new DrawnSequence();
  sizes.forEach((size, index) => {
    sequence.see(
      index + 1,
      Array.from({ length: size }, (_, row) => [score(draws, row)]),
    );
  });
  return Object.fromEntries(sequence.dependences().map((each) => [each.between, each]));
};

const alone = Array.from({ length: 400 }, () => 1);
const batched = Array.from({ length: 30 }, () => 24);
const both = [...alone, ...batched];

test('independent draws are seldom called unlikely: below 1 % at most ten times in a thousand', () => {
  const small = { rows: 0, requests: 0, batches: 0 };
  for (let seed = 0; seed < 1_000; seed += 1) {
    const found = sequenceOf(both, (draws) => (draws.uniform() < 0.1 ? undefined : draws.normal()), seed);
    for (const between of ['rows', 'requests', 'batches'] as const)
      if (found[between]!.chance < 0.01) small[between] += 1;
  }
  for (const count of Object.values(small)) expect(count).toBeLessThanOrEqual(10);
});

describe('all but impossible are', () => {
  test('rows of a batch that share one draw, which shows in nothing else', () => {
    let shared = 0;
    const found = sequenceOf(both, (draws, row) => {
      if (row === 0) shared = draws.normal();
      return shared;
    });
    expect(found.rows!.chance).toBeLessThan(1e-9);
    expect(found.rows!.correlation).toBeGreaterThan(0.5);
    expect(found.requests!.chance).toBeGreaterThan(0.01);
  });

  test('noise that remembers the request before', () => {
    let kept = 0;
    const found = sequenceOf(alone, (draws) => {
      kept = 0.5 * kept + Math.sqrt(0.75) * draws.normal();
      return kept;
    });
    expect(found.requests!.chance).toBeLessThan(1e-9);
  });

  test('batches that begin with the same random state', () => {
    const state = Array.from({ length: 24 }, (_, row) => new Draws(row, 'state').normal());
    const found = sequenceOf(batched, (_, row) => state[row]);
    expect(found.batches!.chance).toBeLessThan(1e-9);
    expect(found.rows!.chance).toBeGreaterThan(0);
  });
});

test('requests that do not follow each other are no neighbours', () => {
  const sequence = new DrawnSequence();
  for (let id = 1; id < 400; id += 2) sequence.see(id, [[1]]);
  expect(sequence.dependences()).toMatchObject([{ between: 'requests', correlation: 0, chance: 1 }]);
});
