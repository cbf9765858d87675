import { expect, test } from 'vitest';
import { OrderWatch } from './order-watch.ts';

/** Decisions, one after the other, each as what is asked and ordered in it, and whether its order was then taken to be there. */
function watched(...decisions: readonly (readonly ['asks' | 'orders', string | null][])[]): boolean[] {
  const watch = new OrderWatch();
  return decisions.map((events) => {
    watch.begin();
    for (const [what, id] of events) {
      if (what === 'asks') watch.sawQuestion(id);
      else watch.sawOrder(id);
    }
    return watch.hasArrived;
  });
}

test('an order of a decision is one under the id of its question', () => {
  expect(
    watched(
      [['asks', 'a']],
      [
        ['asks', 'b'],
        ['orders', 'b'],
      ],
    ),
  ).toEqual([false, true]);
});

test('a late order of an earlier decision is not one of the decision that it comes in', () => {
  expect(
    watched(
      [['asks', 'a']],
      [
        ['orders', 'a'],
        ['asks', 'b'],
        ['orders', 'a'],
      ],
    ),
  ).toEqual([false, false]);
});

test.each([
  ['no id', 'a', null],
  ['an id that nobody asked under', 'a', 'of its own'],
  ['the one id that every decision has', 'one', 'one'],
])('an order with %s is of the decision that it comes in', (_, asked, ordered) => {
  expect(
    watched(
      [['asks', asked]],
      [
        ['asks', asked],
        ['orders', ordered],
      ],
    ),
  ).toEqual([false, true]);
});
