import { describe, expect, test } from 'vitest';
import { type ObservationBlock, rowOf } from '../contract/observation-block.ts';
import type { Evaluate } from '../oracle/answers.ts';
import { directed } from './directed.ts';
import { influence } from './influence.ts';
import { neighbours } from './neighbours.ts';
import { nominal } from './nominal.ts';
import { type ObservationSpace, observationSpace } from './observation-space.ts';
import {
  actionCount,
  actionTargets,
  deafFeature,
  rareAction,
  standInPolicy,
  unreachableAction,
} from './testing/stand-in-policy.ts';

const ranges = [
  [0, 1],
  [-200, 200],
  [-0.05, 0.05],
  [1, 3],
] as const;
const space = observationSpace(
  Array.from({ length: 54 }, (_, index) => {
    const [minimum, maximum] = ranges[index % ranges.length]!;
    return { name: `f${index}`, minimum, maximum };
  }),
);
const share = 1e-4;
const policy = await standInPolicy(space, 1, share);
const minimumMargin = 0.01;
/** The same answer to everything. */
const constant: Evaluate = async ({ rows }) => ({
  rows,
  width: 3,
  scores: new Float32Array(rows * 3).map((_, index) => Number(index % 3 === 1)),
  actions: new Int32Array(rows).fill(1),
  margins: new Float32Array(rows).fill(1),
});

/** Action 1 is best on one of four peaks; the others end just below. */
const peaksSpace = observationSpace(
  Array.from({ length: 12 }, (_, index) => ({ name: `f${index}`, minimum: 0, maximum: 1 })),
);
const summits = nominal(peaksSpace, 31).block(0, 4);
const peaks: Evaluate = async (block) => {
  const margins = Float32Array.from({ length: block.rows }, (_, row) => {
    const heights = [0.5, -0.1, -0.1, -0.1].map(
      (height, summit) =>
        height -
        rowOf(summits, summit).reduce((sum, at, feature) => sum + 8 * Math.abs(at - rowOf(block, row)[feature]!), 0),
    );
    return Math.max(...heights);
  });
  return {
    rows: block.rows,
    width: 2,
    scores: Float32Array.from({ length: 2 * block.rows }, (_, index) => (index % 2) * margins[index >> 1]!),
    actions: Int32Array.from(margins, (margin) => Number(margin > 0)),
    margins: margins.map(Math.abs),
  };
};

describe('directed search', () => {
  const options = { targets: actionTargets(), perTarget: 8, minimumMargin, budget: 6144 };
  const uniform = nominal(space, 99).block(0, 20_000);

  test('finds every action that is reachable, the rare one in a tenth of the rows that uniform drawing needs', async () => {
    const reachable = new Set((await policy(uniform)).actions).add(rareAction);
    const { targets } = await directed(space, 5, policy, options);
    for (const { target, rows } of targets)
      expect([target, rows.rows]).toEqual([target, reachable.has(target) ? 8 : 0]);
    expect(options.budget).toBeLessThan(options.perTarget / share / 10);
  });

  test('gives different rows, on the grid, whose action and margin the policy confirms', async () => {
    const { targets } = await directed(space, 5, policy, options);
    for (const { target, rows } of targets) {
      const answers = await policy(rows);
      expect([...answers.actions].every((given) => given === target)).toBe(true);
      expect([...answers.margins].every((margin) => margin > minimumMargin)).toBe(true);
      expectOnGrid(space, rows);
      expect(new Set(Array.from({ length: rows.rows }, (_, row) => rowOf(rows, row).join())).size).toBe(rows.rows);
    }
  });

  test('says of an action that it did not reach how close it came: closer than thousands of nominal rows', async () => {
    const { targets, asked } = await directed(space, 5, policy, options);
    const { closest } = targets[unreachableAction]!;
    const { scores, actions: given } = await policy(uniform);
    const best = Math.max(
      ...Array.from(
        given,
        (action, row) => scores[row * actionCount + unreachableAction]! - scores[row * actionCount + action]!,
      ),
    );
    expect(closest.margin).toBeGreaterThan(best);
    expect(closest.margin).toBeLessThan(0);
    const again = await policy({ rows: 1, width: space.width, values: closest.row });
    expect(again.scores[unreachableAction]! - Math.max(...again.scores)).toBe(closest.margin);
    expect(asked).toBe(options.budget);
  });

  test('stops asking when every action is found', async () => {
    const few: Evaluate = async (block) => {
      const actions = Int32Array.from({ length: block.rows }, (_, row) => Number(rowOf(block, row)[0]! > 0.5));
      const scores = Float32Array.from(actions, () => 0);
      return {
        rows: block.rows,
        width: 2,
        scores: Float32Array.from({ length: 2 * scores.length }, (_, i) => Number(actions[i >> 1] === (i & 1))),
        actions,
        margins: new Float32Array(block.rows).fill(1),
      };
    };
    expect((await directed(space, 5, few, { ...options, targets: actionTargets(2) })).asked).toBeLessThan(100);
  });

  test('gives no row twice where there are fewer rows than wanted', async () => {
    const twoLevels = observationSpace([{ name: 'time', minimum: 1e9, maximum: 1e9 + 100 }]);
    const { targets } = await directed(twoLevels, 5, constant, { ...options, targets: actionTargets(3), budget: 1024 });
    expect(targets.map(({ rows }) => rows.rows)).toEqual([0, 2, 0]);
  });

  test('leaves a blind alley: one peak of four is high enough, and each draws in a quarter of the rows', async () => {
    const found = await Promise.all(
      [1, 2, 3, 4].map(async (seed) => {
        const { targets } = await directed(peaksSpace, seed, peaks, {
          ...options,
          targets: actionTargets(2),
          perTarget: 1,
          budget: 400_000,
        });
        return targets[1]!.rows.rows;
      }),
    );
    expect(found).toEqual([1, 1, 1, 1]);
  });

  test('gives the same rows for the same seed, and others for another', async () => {
    const small = { ...options, budget: 2048 };
    const [one, again, other] = await Promise.all([5, 5, 6].map((seed) => directed(space, seed, policy, small)));
    expect(again).toEqual(one);
    expect(other).not.toEqual(one);
  });
});

describe('neighbours', () => {
  test.each([0.01, 2])(
    'differ in action with margin %d on both sides, as the policy confirms',
    async (minimumMargin) => {
      const { pairs } = await neighbours(space, 5, policy, { pairs: 64, minimumMargin });
      expect(pairs).toHaveLength(64);
      for (const { one, other, actions } of pairs) {
        const block = { rows: 2, width: space.width, values: Float32Array.of(...one, ...other) };
        const answers = await policy(block);
        expect([...answers.actions]).toEqual(actions);
        expect(actions[0]).not.toBe(actions[1]);
        expect(Math.min(...answers.margins)).toBeGreaterThan(minimumMargin);
        expectOnGrid(space, block);
      }
    },
  );

  test('are one step of one feature apart where a small margin is enough', async () => {
    const { pairs, asked } = await neighbours(space, 5, policy, { pairs: 64, minimumMargin: 1e-4 });
    const closest = pairs.filter(({ features, steps }) => features === 1 && steps === 1);
    expect(closest.length).toBeGreaterThan(pairs.length * 0.8);
    expect(asked).toBeLessThan(1024 + 64 * 40);
    const { one, other } = closest[0]!;
    expect([...one].filter((value, feature) => value !== other[feature])).toHaveLength(1);
  });

  test('have no row beside either one, on the way to the other, that could take its place', async () => {
    const { pairs } = await neighbours(space, 5, policy, { pairs: 64, minimumMargin });
    const single = pairs.filter(({ features, steps }) => features === 1 && steps > 1);
    expect(single.length).toBeGreaterThan(10);
    for (const { one, other } of single) {
      const feature = one.findIndex((value, index) => value !== other[index]);
      const step = Math.sign(other[feature]! - one[feature]!) * space.step[feature]!;
      const block = { rows: 2, width: space.width, values: Float32Array.of(...one, ...other) };
      rowOf(block, 0)[feature]! += step;
      rowOf(block, 1)[feature]! -= step;
      expect(Math.max(...(await policy(block)).margins)).toBeLessThanOrEqual(minimumMargin);
    }
  });

  test('are none where the policy knows one action only', async () => {
    expect(await neighbours(space, 5, constant, { pairs: 64, minimumMargin })).toEqual({ pairs: [], asked: 1024 });
  });

  test('are the same for the same seed', async () => {
    const options = { pairs: 16, minimumMargin };
    expect(await neighbours(space, 5, policy, options)).toEqual(await neighbours(space, 5, policy, options));
  });
});

describe('influence', () => {
  test('has pairs that differ in their feature alone and flip the action, for every feature that is read', async () => {
    const { features } = await influence(space, 5, policy, { perFeature: 4, minimumMargin, minimumChange: 0 });
    expect(features.map(({ feature }) => feature)).toEqual([...Array(space.width).keys()]);
    for (const { feature, influences, pairs } of features) {
      expect([feature, influences]).toEqual([feature, feature !== deafFeature]);
      expect(pairs).toHaveLength(4);
      for (const { base, altered, flips, change } of pairs) {
        const block = { rows: 2, width: space.width, values: Float32Array.of(...base, ...altered) };
        expectOnGrid(space, block);
        expect(base.every((value, index) => index === feature || value === altered[index])).toBe(true);
        const { actions, margins, scores } = await policy(block);
        expect([feature, flips]).toEqual([feature, feature !== deafFeature]);
        expect(actions[0] !== actions[1] && Math.min(...margins) > minimumMargin).toBe(flips);
        const changes = scores.slice(0, actionCount).map((score, index) => score - scores[actionCount + index]!);
        expect(change).toBeCloseTo(Math.max(...changes.map(Math.abs)), 5);
      }
    }
  });

  test('has pairs of no less effect than going to either end of the range', async () => {
    const { features } = await influence(space, 5, policy, { perFeature: 64, minimumMargin, minimumChange: 0 });
    for (const { feature, pairs } of features) {
      for (const { base, flips, change } of pairs) {
        const block = { rows: 3, width: space.width, values: Float32Array.of(...base, ...base, ...base) };
        rowOf(block, 1)[feature] = space.lowest[feature]! * space.step[feature]!;
        rowOf(block, 2)[feature] = space.highest[feature]! * space.step[feature]!;
        const { actions, margins, scores } = await policy(block);
        for (const end of [1, 2]) {
          const endFlips = actions[end] !== actions[0] && margins[end]! > minimumMargin;
          const changes = scores
            .slice(end * actionCount, (end + 1) * actionCount)
            .map((score, index) => Math.abs(score - scores[index]!));
          expect(Number(flips)).toBeGreaterThanOrEqual(Number(endFlips));
          if (flips === endFlips) expect(change).toBeGreaterThanOrEqual(Math.max(...changes) - 1e-5);
        }
      }
    }
  });

  test('is nothing in a policy that always answers the same', async () => {
    const { features } = await influence(space, 5, constant, { perFeature: 2, minimumMargin, minimumChange: 0 });
    expect(features.some(({ influences }) => influences)).toBe(false);
    expect(features.flatMap(({ pairs }) => pairs).some(({ flips, change }) => flips || change > 0)).toBe(false);
  });

  test('counts what it asked', async () => {
    let counted = 0;
    const counting: Evaluate = (block) => {
      counted += block.rows;
      return policy(block);
    };
    expect((await influence(space, 5, counting, { perFeature: 1, minimumMargin, minimumChange: 0 })).asked).toBe(
      counted,
    );
  });
});

function expectOnGrid({ width, step, lowest, highest }: ObservationSpace, { values }: ObservationBlock): void {
  values.forEach((value, index) => {
    const feature = index % width;
    const level = value / step[feature]!;
    if (!Number.isInteger(level) || level < lowest[feature]! || level > highest[feature]!) {
      expect.fail(`${value} is not on the grid of feature ${feature}`);
    }
  });
}
