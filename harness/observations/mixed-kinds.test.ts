import { describe, expect, test } from 'vitest';
import type { Feature } from '../contract/feature.ts';
import { rowOf } from '../contract/observation-block.ts';
import type { Evaluate } from '../oracle/answers.ts';
import { allowsSomething } from './allowed-actions.ts';
import { directed } from './directed.ts';
import { influence } from './influence.ts';
import { neighbours } from './neighbours.ts';
import { observationSpace } from './observation-space.ts';
import { RowStream } from './row-stream.ts';
import { shrinkObservation } from './shrink-observation.ts';
import { actionTargets } from './testing/stand-in-policy.ts';

const actions = 4;
const codes = [-3, 0, 5, 70];
const listed: readonly Feature[] = [
  { name: 'price', minimum: 0, maximum: 1 },
  { name: 'lots', kind: 'integer', minimum: 0, maximum: 64 },
  { name: 'venue', kind: 'categorical', minimum: -3, maximum: 70, codes },
  { name: 'halted', kind: 'flag', minimum: 0, maximum: 1 },
  { name: 'edge', minimum: -0.05, maximum: 0.05 },
];
const mask = { first: listed.length, size: actions };
const features = [
  ...listed,
  ...Array.from(
    { length: actions },
    (_, index) => ({ name: `m${index}`, kind: 'flag', minimum: 0, maximum: 1 }) as const,
  ),
];
const space = observationSpace(features, mask);
const minimumMargin = 0.01;

/** Every row that was asked about. */
const seen: Float32Array[] = [];

const weights = new RowStream(7, 'weights');
const shares = Array.from({ length: actions * 8 }, () => weights.below(2001) / 1000 - 1);

/** Linear in price, lots, edge and flag, with a score of its own for each venue; what is not allowed scores -1e8. */
const policy: Evaluate = async (block) => {
  const scores = new Float32Array(block.rows * actions);
  const decided = Array.from({ length: block.rows }, (_, row) => {
    const values = rowOf(block, row);
    seen.push(values.slice());
    const units = [
      values[0]!,
      values[1]! / 64,
      values[3]!,
      values[4]! * 20,
      ...codes.map((code) => Number(code === values[2])),
    ];
    const own = scores.subarray(row * actions, (row + 1) * actions);
    own.forEach((_, action) => {
      const sum = units.reduce((total, unit, index) => total + unit * shares[action * 8 + index]!, 0);
      own[action] = values[mask.first + action] === 1 ? sum : -1e8;
    });
    const [best, second] = own.toSorted().reverse();
    return { action: own.indexOf(best!), margin: best! - second! };
  });
  return {
    rows: block.rows,
    width: actions,
    scores,
    actions: Int32Array.from(decided, ({ action }) => action),
    margins: Float32Array.from(decided, ({ margin }) => margin),
  };
};

function expectValid(rows: readonly Float32Array[]): void {
  for (const row of rows) {
    const [, lots, venue] = row;
    expect(Number.isInteger(lots)).toBe(true);
    expect(codes).toContain(venue);
    for (const flag of [3, 5, 6, 7, 8]) expect([0, 1]).toContain(row[flag]);
    expect(allowsSomething(space, row)).toBe(true);
  }
}

describe('with features of all kinds and a mask', () => {
  test('directed search asks about, and gives, valid rows, and finds every action', async () => {
    seen.length = 0;
    const options = { targets: actionTargets(actions), perTarget: 8, minimumMargin, budget: 4096 };
    const found = await directed(space, 3, policy, options);
    expectValid(seen);
    expect(found.targets.map(({ rows }) => rows.rows)).toEqual([8, 8, 8, 8]);
    expect(await directed(space, 3, policy, options)).toEqual(found);
  });

  test('breeding, which follows where no row suffices, asks about valid rows', async () => {
    seen.length = 0;
    const targets = { ...actionTargets(actions), margin: () => -1 - seen.length };
    await directed(space, 3, policy, { targets, perTarget: 1, minimumMargin, budget: 2000 });
    expect(seen).toHaveLength(2000);
    expectValid(seen);
  });

  test('neighbours are valid rows, on all the way to them', async () => {
    seen.length = 0;
    const { pairs } = await neighbours(space, 3, policy, { pairs: 64, minimumMargin });
    expectValid(seen);
    expect(pairs).toHaveLength(64);
    for (const { one, other, actions: decided } of pairs) {
      const answers = await policy({ rows: 2, width: space.width, values: Float32Array.of(...one, ...other) });
      expect([...answers.actions]).toEqual(decided);
    }
  });

  test('an influence is that of a valid value, and of another one', async () => {
    seen.length = 0;
    const found = await influence(space, 3, policy, { perFeature: 4, minimumMargin, minimumChange: 0 });
    expectValid(seen);
    for (const { feature, influences, pairs } of found.features) {
      expect(influences).toBe(true);
      for (const { base, altered } of pairs) {
        const differing = [...base.keys()].filter((index) => base[index] !== altered[index]);
        expect(differing).toEqual([feature]);
      }
    }
  });

  test('what fails is shrunk to all at rest, with everything allowed, but for what matters', async () => {
    const failing = Float32Array.of(0.5, 33, 70, 1, 0.03125, 0, 1, 0, 1);
    const smallest = await shrinkObservation(space, failing, async (row) => {
      expectValid([row]);
      return row[1]! > 6 && row[2] === 70 && row[5] === 0;
    });
    expect([...smallest]).toEqual([0, 7, 70, 0, 0, 0, 1, 1, 1]);
  });
});
