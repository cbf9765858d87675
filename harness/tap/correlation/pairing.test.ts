import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { correlate } from './correlation.ts';
import { pairSeen, type Seen } from './pairing.ts';

const near = { before: 5, after: 5 };
const times = fc.nat({ max: 12 });
const contents = fc.option(fc.constantFrom('BUY', 'SELL'), { nil: undefined });
const ids = fc.option(fc.constantFrom('a', 'b', 'c'), { nil: undefined });
const seen = fc.record({ at: times, id: ids, content: contents });
const lists = fc.tuple(fc.array(seen, { maxLength: 12 }), fc.array(seen, { maxLength: 12 }));

const shuffled = <Item>(items: readonly Item[]) => fc.shuffledSubarray([...items], { minLength: items.length });
const written = ({ at, id, content }: Seen) => `${at}/${id}/${content}`;

describe('whatever was seen', () => {
  test('is paired once, or left over', () => {
    fc.assert(
      fc.property(lists, ([ones, others]) => {
        const { pairs, loneOnes, loneOthers } = pairSeen(ones, others, near);
        expect(new Set([...pairs.map(({ one }) => one), ...loneOnes])).toEqual(new Set(ones));
        expect(pairs.length + loneOnes.length).toBe(ones.length);
        expect(new Set([...pairs.map(({ other }) => other), ...loneOthers])).toEqual(new Set(others));
        expect(pairs.length + loneOthers.length).toBe(others.length);
      }),
    );
  });

  test('is paired alike in whichever order it is given', () => {
    const orders = lists.chain(([ones, others]) =>
      fc.tuple(fc.constant([ones, others]), shuffled(ones), shuffled(others)),
    );
    fc.assert(
      fc.property(orders, ([[ones, others], shuffledOnes, shuffledOthers]) => {
        const told = (of: ReturnType<typeof pairSeen>) => ({
          pairs: of.pairs.map(({ one, other, by }) => `${written(one)} ${written(other)} ${by}`).sort(),
          loneOnes: of.loneOnes.map(written),
          loneOthers: of.loneOthers.map(written),
        });
        expect(told(pairSeen(shuffledOnes, shuffledOthers, near))).toEqual(told(pairSeen(ones!, others!, near)));
      }),
    );
  });

  test('is paired for the reason that is said', () => {
    fc.assert(
      fc.property(lists, ([ones, others]) => {
        for (const { one, other, by } of pairSeen(ones, others, near).pairs) {
          if (by === 'id') {
            expect(one.id).toBeDefined();
            expect(one.id).toBe(other.id);
          } else {
            expect(one.id === undefined || other.id === undefined).toBe(true);
            expect(Math.abs(one.at - other.at)).toBeLessThanOrEqual(5);
            if (by === 'time and content') expect(one.content).toBe(other.content);
            else expect(one.content === undefined || other.content === undefined).toBe(true);
          }
        }
      }),
    );
  });

  test('is not left over where two fit', () => {
    fc.assert(
      fc.property(lists, ([ones, others]) => {
        const { loneOnes, loneOthers } = pairSeen(ones, others, near);
        for (const one of loneOnes) {
          for (const other of loneOthers) {
            expect(one.id !== undefined && one.id === other.id).toBe(false);
            const mayBeOne = one.id === undefined || other.id === undefined;
            const agrees = one.content === undefined || other.content === undefined || one.content === other.content;
            expect(mayBeOne && agrees && Math.abs(one.at - other.at) <= 5).toBe(false);
          }
        }
      }),
    );
  });
});

/** Events that happened at both places, each with an id and a content of its own; some ids are lost on the way. */
const happened = fc
  .array(fc.record({ at: times, keptHere: fc.boolean(), keptThere: fc.boolean() }), { maxLength: 20 })
  .chain((events) => {
    const both = events.map(({ at, keptHere, keptThere }, index) => ({
      here: { index, at, id: keptHere ? `id ${index}` : undefined, content: `content ${index}` },
      there: { index, at: at + 2, id: keptThere ? `id ${index}` : undefined, content: `content ${index}` },
    }));
    return fc.tuple(shuffled(both.map(({ here }) => here)), shuffled(both.map(({ there }) => there)));
  });

test('what happened is found again, by id where both kept it, or else by time and content', () => {
  fc.assert(
    fc.property(happened, ([here, there]) => {
      const { pairs, loneOnes, loneOthers } = pairSeen(here, there, { before: 0, after: 2 });
      expect([...loneOnes, ...loneOthers]).toEqual([]);
      for (const { one, other, by } of pairs) {
        expect(one.index).toBe(other.index);
        expect(by).toBe(one.id !== undefined && other.id !== undefined ? 'id' : 'time and content');
      }
    }),
  );
});

test('where an id was used twice, the second is left over', () => {
  const { pairs, loneOthers } = pairSeen(
    [{ at: 1, id: 'a' }],
    [
      { at: 3, id: 'a' },
      { at: 2, id: 'a' },
    ],
    near,
  );
  expect(pairs).toEqual([{ one: { at: 1, id: 'a' }, other: { at: 2, id: 'a' }, by: 'id' }]);
  expect(loneOthers).toEqual([{ at: 3, id: 'a' }]);
});

test('a decision comes after its inference, and before or after its order', () => {
  const decision = { at: 10, content: 'BUY' };
  const correlated = (at: number) => {
    const { inferences, orders } = correlate(
      { decisions: [decision], inferences: [{ at, content: 'BUY' }], orders: [{ at, content: 'BUY' }] },
      5,
    );
    return [inferences.pairs.length, orders.pairs.length];
  };
  expect([4, 5, 10, 11, 15, 16].map(correlated)).toEqual([
    [0, 0],
    [1, 1],
    [1, 1],
    [0, 1],
    [0, 1],
    [0, 0],
  ]);
});
