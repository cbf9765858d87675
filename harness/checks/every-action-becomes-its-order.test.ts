import { expect, test } from 'vitest';
import type { Decision } from './decision.ts';
import { everyActionBecomesItsOrder } from './every-action-becomes-its-order.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import {
  arrived,
  broke,
  decision,
  gave,
  healthy,
  judged,
  judgedWithStrays,
  limit,
  market,
  refused,
} from './testing/decisions.ts';

const buy = { side: 'buy', contracts: 5 };

test('one order for each action that has one, with the limit that the market implies', () => {
  expectProven(judged(everyActionBecomesItsOrder, ...healthy), {
    examined: 6,
    notes: ['4 orders for 6 decisions', '4 orders paired by request id'],
  });
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
    { orders: [{ exchange: 'refused', requestId: null, by: 'request id', market, fields: buy }] },
    /exchange refused/,
    'the order side buy, contracts 5 (refused)',
  ],
])('an order that is %s', (_, action, told, about, seen) => {
  const [finding] = expectRefuted(judged(everyActionBecomesItsOrder, ...healthy, decision(action, told)), about);
  expect(finding?.seen).toBe(seen);
});

test('orders are told by what they were found to belong to their decisions', () => {
  const notes = (by: 'request id' | 'time', ...more: Decision[]) =>
    judged(
      everyActionBecomesItsOrder,
      ...healthy.map((each) => ({ ...each, orders: each.orders.map((order) => ({ ...order, by })) })),
      ...more,
    ).notes.slice(1);
  expect(notes('request id')).toEqual(['4 orders paired by request id']);
  const other = arrived({ side: 'sell', contracts: 1 }).map((order) => ({ ...order, by: 'time' as const }));
  expect(notes('time', decision(1, { orders: other }))).toEqual([
    '4 orders paired by time and content',
    '1 orders paired by time',
  ]);
});

test('an order for another market than the one that was shown', () => {
  const elsewhere = decision(1, {
    orders: [{ exchange: 'accepted', requestId: null, by: 'time', market: 'THERE', fields: buy }],
  });
  const [finding] = expectRefuted(judged(everyActionBecomesItsOrder, ...healthy, elsewhere), /another market/);
  expect(finding).toMatchObject({
    expected: 'side buy, contracts 5, in market HERE, for action 1 (BUY)',
    seen: 'the order side buy, contracts 5, in market THERE',
  });
});

test('an order that belongs to no decision', () => {
  const [finding] = expectRefuted(judgedWithStrays(everyActionBecomesItsOrder, arrived(buy), healthy), /no decision/);
  expect(finding?.seen).toBe('the order side buy, contracts 5, in market HERE');
});

test('an order that has the id of another decision is not believed where it came before that one', () => {
  const [order] = arrived(buy);
  const early = decision(1, { orders: [{ ...order!, during: 3 }] });
  const [finding] = expectRefuted(
    judged(everyActionBecomesItsOrder, ...healthy, early),
    /before the decision whose id/,
  );
  expect(finding?.seen).toBe('the order side buy, contracts 5 (while decision 3 was under way)');
  const late = decision(1, { orders: [{ ...order!, during: 9 }] });
  const notes = [
    '5 orders for 7 decisions',
    '5 orders paired by request id',
    '1 orders came, by their request id, after the decision was over',
  ];
  expectProven(judged(everyActionBecomesItsOrder, ...healthy, late), { examined: 7, notes });
});

test('a refusal that came when something else was shown says nothing about the order', () => {
  const [order] = arrived(buy);
  const late = decision(1, { orders: [{ ...order!, exchange: 'refused', during: 9 }] });
  const result = judged(everyActionBecomesItsOrder, ...healthy, late);
  expectUnproven(result, /^1 orders came after their decisions were over.*raise application\.ordersWithin$/);
});

test('what is asked again is judged by what comes of it then', () => {
  const refusing = decision(1, { askedAgain: true, stated: refused, orders: [] });
  expectProven(judged(everyActionBecomesItsOrder, ...healthy, refusing), { examined: 6 });
});

test('says what was expected, and for which action', () => {
  const [finding] = expectRefuted(judged(everyActionBecomesItsOrder, decision(2, { orders: [] })), /no order/);
  expect(finding?.expected).toBe('side sell, contracts 5, price_cents 42, for action 2 (SELL)');
});

test('asked again after a failure, the action that came counts; of two that differ, none does', () => {
  const again = decision(1, { given: [broke(), gave(1), gave(1)] });
  expectProven(judged(everyActionBecomesItsOrder, ...healthy, again), { examined: 7, notes: expect.anything() });
  const differing = judged(everyActionBecomesItsOrder, decision(1, { given: [gave(2), gave(1)] }));
  expect(differing.examined).toBe(0);
});

test('an action whose order was never seen leaves it unproven, by name', () => {
  const result = judged(everyActionBecomesItsOrder, ...healthy.filter(({ subject }) => subject !== 2));
  expectUnproven(result, /^what becomes of these was not seen: action 2 \(SELL\)$/);
});
