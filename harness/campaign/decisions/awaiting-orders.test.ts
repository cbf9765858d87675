import { expect, test } from 'vitest';
import type { Contract } from '../../contract/contract.ts';
import { AwaitingOrders } from './awaiting-orders.ts';
import type { Drive, Driven } from './driven-application.ts';

const market = { market: 'HERE', state: undefined, features: new Float32Array(), values: {} };
const contract = {
  actions: { count: 2, labels: ['HOLD', 'BUY'], orders: { BUY: { contracts: 5 } } },
} as unknown as Contract;
const within = 2_000;

const shown = { phase: 'shown', subject: 0, market, orders: false } satisfies Drive;
const due = { phase: 'reached', subject: 1, market, orders: true } satisfies Drive;
const wrong = { phase: 'between', subject: 0, market, orders: false, rule: () => ({ kind: 'cut' }) } satisfies Drive;
const polled: Driven = { ended: true, asked: 1, stated: undefined };
const lost: Driven = { ended: false, asked: 1, stated: undefined };
const bought: Driven = { ended: true, asked: 1, stated: { kind: 'decided', action: 1 } as Driven['stated'] };
const held: Driven = { ended: true, asked: 1, stated: { kind: 'decided', action: 0 } as Driven['stated'] };

type When = 'at once' | 'late' | 'never';

/** How long each decision's order was waited for, in milliseconds; undefined where it was not. */
async function waits(...decisions: readonly (readonly [drive: Drive, driven: Driven, when: When])[]) {
  const found: (number | undefined)[] = [];
  const orders = { hasArrived: false };
  let now: readonly [Driven, When] = [polled, 'never'];
  const awaiting = new AwaitingOrders({
    application: {
      decide: async () => {
        orders.hasArrived = now[1] === 'at once';
        return now[0];
      },
    },
    within,
    contract,
    exchange: { accepts: async () => true },
    orders,
    awaited: async (isSo, patience) => {
      found[found.length - 1] = patience;
      orders.hasArrived = now[1] === 'late';
      return isSo();
    },
  });
  for (const [drive, driven, when] of decisions) {
    now = [driven, when];
    found.push(undefined);
    expect(await awaiting.decide(drive, 1)).toBe(driven);
  }
  return found;
}

const times = <Item>(count: number, item: Item): Item[] => new Array<Item>(count).fill(item);

test('an order that was there at once is not waited for', async () => {
  expect(await waits([due, polled, 'at once'], [due, bought, 'at once'])).toEqual([undefined, undefined]);
});

test('of what it says that it decided, what is ordered is waited for as long as the stack file says', async () => {
  expect(await waits([due, bought, 'late'], [due, held, 'never'])).toEqual([within, undefined]);
});

test('where it states nothing, what may follow an answer of the model is waited for a moment, and what must longer', async () => {
  expect(await waits([shown, polled, 'late'], [due, polled, 'late'])).toEqual([100, within]);
  expect(await waits([wrong, polled, 'never'], [shown, { ...polled, asked: 0 }, 'never'])).toEqual([
    undefined,
    undefined,
  ]);
});

test('where it orders at once, that it looks again says that nothing is to come', async () => {
  const prompt = times(3, [shown, polled, 'at once'] as const);
  const after = [[shown, polled, 'never'] as const, [due, polled, 'never'] as const, [due, lost, 'never'] as const];
  expect((await waits(...prompt, ...after)).slice(3)).toEqual([undefined, 100, within]);
  const late = await waits([shown, polled, 'late'], ...prompt, ...after);
  expect(late.slice(4)).toEqual([100, within, within]);
});

test('where orders never come, they are waited for no longer than a moment, and in the end not at all', async () => {
  const missed = await waits(...times(4, [due, polled, 'never'] as const), [due, polled, 'late'], [due, lost, 'never']);
  expect(missed).toEqual([within, within, within, 100, 100, within]);
  const quiet = await waits(...times(21, [shown, polled, 'never'] as const));
  expect(quiet).toEqual([...times(20, 100), undefined]);
});
