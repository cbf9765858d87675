import { expect, test } from 'vitest';
import { sizesHoldTheTiers } from './sizes-hold-the-tiers.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { contract } from './testing/decisions.ts';
import { bought, judgedSizes, orderOf } from './testing/sized-orders.ts';

/** Every tier, and both sides of each bound. */
const estimates = [-3, -1e-9, 0, 0.5, 1, 1.25, 1.5, 2 - 1e-9, 2, 7];
const healthy = estimates.map((estimate) => bought(estimate));
const judged = (...decisions: typeof healthy) => judgedSizes(sizesHoldTheTiers, decisions);

test('every tier gives its size, and the table tells them apart', () => {
  const result = judged(...healthy);
  expectProven(result, { examined: estimates.length, notes: ['target 2, scale 3, floor 3, veto 2'] });
  expect(result.tables).toEqual([
    {
      title: 'size by the tail mean, as a share of the full one',
      columns: ['tier', 'tail mean', 'share due', 'examined', 'shares seen'],
      rows: [
        ['target', 'from 2', '1', '2', '1'],
        ['scale', 'above 1, below 2', '0.25 to 1', '3', '0.43 to 0.99'],
        ['floor', '0 to 1', '0.25', '3', '0.25'],
        ['veto', 'below 0', 'none', '2', 'none'],
      ],
    },
  ]);
});

test.each([
  ['veto', -1, orderOf(25), /^below the veto, an order was placed$/],
  ['floor', 0.5, orderOf(50), /^from the floor down to the veto/],
  ['floor, where nothing is ordered', 0.5, [], /^from the floor down to the veto/],
  ['scale', 1.5, orderOf(50), /^between floor and target/],
  ['target', 3, orderOf(99), /^from the target on/],
  ['target, twice', 3, [...orderOf(50), ...orderOf(50)], /^from the target on/],
])('another size in the tier %s is a finding', (_, estimate, orders, about) => {
  const [finding] = expectRefuted(judged(bought(estimate, { orders })), about);
  expect(finding).toMatchObject({
    decision: 1,
    expected: expect.stringContaining(`tail mean ${estimate}`),
  });
});

test('a better tail mean with a smaller size is told beside the sizes that are wrong', () => {
  const turned = [bought(1.25, { orders: orderOf(81) }), bought(1.75, { orders: orderOf(43) })];
  const result = judged(...[-1, 0.5, 2].map((estimate) => bought(estimate)), ...turned);
  expect(result.findings.map(({ about }) => about)).toEqual([
    'between floor and target, the order has not the size that the tail mean gives it',
    'between floor and target, the order has not the size that the tail mean gives it',
    'a better tail mean is given a smaller size',
  ]);
  expect(result.findings[2]).toMatchObject({
    expected: expect.stringMatching(/^at least 81 of 100/),
    seen: '43',
    decision: 5,
  });
});

test('nothing is said of a tail mean that was not put in, and a tier that was not tried is missing', () => {
  const hindered = bought(-1, {
    putIn: { kind: 'hindered', reason: 'no tail mean stands at /cvar' },
    orders: orderOf(99),
  });
  expectUnproven(judged(...healthy, hindered), /no tail mean stands at \/cvar/);
  expectUnproven(judged(...healthy.slice(2)), /no tail mean of these tiers was put in: veto/);
});

test('a contract that sizes nothing promises nothing here', () => {
  expectUnproven(judgedSizes(sizesHoldTheTiers, healthy, { under: contract }), /sizes no orders/);
});
