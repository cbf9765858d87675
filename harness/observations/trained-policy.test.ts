import { expect, test } from 'vitest';
import { rowOf } from '../contract/observation-block.ts';
import { directed } from './directed.ts';
import { influence } from './influence.ts';
import { neighbours } from './neighbours.ts';
import { nominal } from './nominal.ts';
import { actionTargets } from './testing/stand-in-policy.ts';
import { trainedPolicy } from './testing/trained-policy.ts';

const { contract, space, evaluate } = await trainedPolicy();
const tolerance = contract.policy.tolerance.absolute;

async function alone(row: Float32Array) {
  const answers = await evaluate({ rows: 1, width: space.width, values: row.slice() });
  return { action: answers.actions[0]!, margin: answers.margins[0]! };
}

test('directed search finds every action of the trained policy that 20,000 nominal rows find, in 1,024 rows', async () => {
  const common = new Set((await evaluate(nominal(space, 1).block(0, 20_000))).actions);
  const minimumMargin = 4 * tolerance;
  const found = await directed(space, 1, evaluate, {
    targets: actionTargets(contract.actions.count),
    perTarget: 8,
    minimumMargin,
    budget: 1024,
  });
  for (const { target, rows } of found.targets) {
    if (common.has(target)) expect([target, rows.rows]).toEqual([target, 8]);
    for (let row = 0; row < rows.rows; row += 1) {
      const answer = await alone(rowOf(rows, row));
      expect(answer.action).toBe(target);
      expect(answer.margin).toBeGreaterThan(2 * tolerance);
    }
  }
});

test('neighbours of the trained policy differ in one feature, and in the action that each is given alone', async () => {
  const { pairs } = await neighbours(space, 1, evaluate, { pairs: 32, minimumMargin: 4 * tolerance });
  expect(pairs).toHaveLength(32);
  expect(pairs.filter(({ features }) => features === 1).length).toBeGreaterThan(24);
  for (const { one, other, actions } of pairs) {
    expect([(await alone(one)).action, (await alone(other)).action]).toEqual(actions);
  }
});

test('most features of the trained policy can flip its action alone', async () => {
  const { features } = await influence(space, 1, evaluate, {
    perFeature: 2,
    minimumMargin: 4 * tolerance,
    minimumChange: tolerance,
  });
  const flipping = features.filter(({ pairs }) => pairs.every(({ flips }) => flips));
  expect(flipping.length).toBeGreaterThan(space.width / 2);
  for (const { pairs } of flipping) {
    for (const { base, altered } of pairs) {
      expect((await alone(base)).action).not.toBe((await alone(altered)).action);
    }
  }
});
