import { expect, test } from 'vitest';
import type { Decision } from './decision.ts';
import { everyActionBecomesItsOrder } from './every-action-becomes-its-order.ts';
import { expectProven, expectRefuted } from './testing/conclusion.ts';
import { arrived, broke, decision, gave, healthy, judged, limit } from './testing/decisions.ts';

const buy = { side: 'buy', contracts: 5 };

test('one order for each action that has one, with the limit that the market implies', () => {
  expectProven(judged(everyActionBecomesItsOrder, ...healthy), { examined: 6, notes: ['4 orders for 6 decisions'] });
});

test.each<[string, number, Partial<Decision>, RegExp, string]>([
  ['lost', 1, { orders: [] }, /placed no order/, 'no order'],
  [
    'placed twice',
    1,
    { orders: arrived(buy, buy) },
    /several orders/,
    '2 orders: side buy, contracts 5; side buy, contracts 5',
  ],
  [
    'for the other side',
    1,
    { orders: arrived({ ...buy, side: 'sell' }) },
    /another order/,
    'the order side sell, contracts 5',
  ],
  [
    'of another size',
    1,
    { orders: arrived({ ...buy, contracts: 10 }) },
    /another order/,
    'the order side buy, contracts 10',
  ],
  [
    'at another limit',
    2,
    { orders: arrived({ side: 'sell', contracts: 5, price_cents: limit + 1 }) },
    /another order/,
    'the order side sell, contracts 5, price_cents 43',
  ],
  [
    'without a limit',
    2,
    { orders: arrived({ side: 'sell', contracts: 5 }) },
    /another order/,
    'the order side sell, contracts 5',
  ],
  ['of HOLD', 0, { orders: arrived(buy) }, /orders nothing placed an order/, 'the order side buy, contracts 5'],
  [
    'refused by the exchange',
    1,
    { orders: [{ accepted: false, fields: buy }] },
    /exchange refused/,
    'the order side buy, contracts 5 (refused)',
  ],
])('an order that is %s', (_, action, told, about, seen) => {
  const [finding] = expectRefuted(judged(everyActionBecomesItsOrder, ...healthy, decision(action, told)), about);
  expect(finding?.seen).toBe(seen);
});

test('says what was expected, and for which action', () => {
  const [finding] = expectRefuted(judged(everyActionBecomesItsOrder, decision(2, { orders: [] })), /no order/);
  expect(finding?.expected).toBe('side sell, contracts 5, price_cents 42, for action 2 (SELL)');
});

test('asked again after a failure, the action that came counts; of two that differ, none does', () => {
  expectProven(judged(everyActionBecomesItsOrder, decision(1, { given: [broke(), gave(1), gave(1)] })));
  const differing = judged(everyActionBecomesItsOrder, decision(1, { given: [gave(2), gave(1)] }));
  expect(differing.examined).toBe(0);
});
