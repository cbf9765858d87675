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
  ['the id of the question', 'a', 'b', 'b'],
  ['no id', 'a', 'a', null],
  ['an id that nobody asked under', 'a', 'a', 'of its own'],
  ['the one id that every decision has', 'one', 'one', 'one'],
])('an order with %s is of the decision that it comes in', (_, askedBefore, asked, ordered) => {
  expect(
    watched(
      [['asks', askedBefore]],
      [
        ['asks', asked],
        ['orders', ordered],
      ],
    ),
  ).toEqual([false, true]);
});
