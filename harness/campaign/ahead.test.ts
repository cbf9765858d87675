import { expect, test } from 'vitest';
import { ahead } from './ahead.ts';

/** Tells what was drawn, and whether it was closed. */
function source(count: number, { failsAt = Number.POSITIVE_INFINITY } = {}) {
  const state = { drawn: 0, closed: false };
  async function* items(): AsyncGenerator<number> {
    try {
      for (let item = 0; item < count; item += 1) {
        if (item === failsAt) throw new Error(`no item ${item}`);
        state.drawn += 1;
        yield item;
      }
    } finally {
      state.closed = true;
    }
  }
  return { state, items: items() };
}

async function all(items: AsyncIterable<number>): Promise<number[]> {
  const drawn: number[] = [];
  for await (const item of items) drawn.push(item);
  return drawn;
}

test('the items come in order, and end', async () => {
  const { state, items } = source(4);
  expect(await all(ahead(items))).toEqual([0, 1, 2, 3]);
  expect(state.closed).toBe(true);
  expect(await all(ahead(source(0).items))).toEqual([]);
});

test('while an item is used the next one is drawn, and no more than that', async () => {
  const { state, items } = source(10);
  const drawnMeanwhile: number[] = [];
  for await (const item of ahead(items)) {
    await Promise.resolve();
    drawnMeanwhile.push(state.drawn - item);
  }
  expect(drawnMeanwhile).toEqual([...Array(9).fill(2), 1]);
});

test('an error comes after the items that were drawn before it', async () => {
  const { items } = source(10, { failsAt: 3 });
  const seen: number[] = [];
  const use = async () => {
    for await (const item of ahead(items)) seen.push(item);
  };
  await expect(use()).rejects.toThrow('no item 3');
  expect(seen).toEqual([0, 1, 2]);
});

test("whoever leaves early closes the source, and an error that was drawn ahead is nobody's", async () => {
  const { state, items } = source(10, { failsAt: 1 });
  for await (const _ of ahead(items)) break;
  expect(state.closed).toBe(true);
});
