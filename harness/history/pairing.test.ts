import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Link } from './message.ts';
import { pairCalls, type SeenCall, type StartedDecision } from './pairing.ts';

const decisions: readonly StartedDecision[] = [
  { id: 1, startedAt: 10 },
  { id: 2, startedAt: 20 },
  { id: 3, startedAt: 30 },
  { id: undefined, startedAt: 100 },
];
const call = (link: Link, startedAt: number, requestId: string | null = null): SeenCall => ({
  link,
  startedAt,
  requestId,
});

/** For each call in order: the decision that it belongs to, and by what. */
function told(calls: readonly SeenCall[]) {
  const all = [...pairCalls(decisions, calls)].flatMap(([id, paired]) => paired.map((each) => ({ id, ...each })));
  return calls.map((wanted) => {
    const { id, by, latest } = all.find((each) => each.call === wanted)!;
    return [id, by, ...(latest === id ? [] : [latest])];
  });
}

describe('a call belongs to', () => {
  test('the decision that was under way when it began, where nothing else says so', () => {
    expect(told([5, 10, 19.9, 20, 99, 100].map((at) => call('exchange', at)))).toEqual([
      [undefined, 'time'],
      [1, 'time'],
      [1, 'time'],
      [2, 'time'],
      [3, 'time'],
      [undefined, 'time', 3],
    ]);
  });

  test('the decision that Assay asked for under its id, however late it comes', () => {
    expect(told([call('application', 10, 'a'), call('endpoint', 21, 'a'), call('exchange', 31, 'a')])).toEqual([
      [1, 'request id'],
      [1, 'request id', 2],
      [1, 'request id', 3],
    ]);
  });

  test('the decision during which the endpoint was asked under its id', () => {
    expect(
      told([
        call('exchange', 11, 'x'),
        call('endpoint', 12, 'x'),
        call('endpoint', 13, 'x'),
        call('exchange', 25, 'x'),
      ]),
    ).toEqual([
      [1, 'request id'],
      [1, 'time'],
      [1, 'request id'],
      [1, 'request id', 2],
    ]);
  });

  test('the one under way, where the same id is sent for ever, or for orders alone', () => {
    const always = [11, 21, 31].flatMap((at) => [call('endpoint', at, 'one'), call('exchange', at + 1, 'one')]);
    expect(told(always).map(([id, by]) => `${id} ${by}`)).toEqual([1, 1, 2, 2, 3, 3].map((id) => `${id} time`));
    expect(told([call('exchange', 11, 'own'), call('exchange', 21, 'own')])).toEqual([
      [1, 'time'],
      [2, 'time'],
    ]);
  });
});

const anyCall = fc.record({
  link: fc.constantFrom<Link>('application', 'endpoint', 'exchange'),
  startedAt: fc.nat({ max: 40 }),
  requestId: fc.option(fc.constantFrom('a', 'b', 'c')),
});
const anyCalls = fc
  .array(anyCall, { maxLength: 30 })
  .map((calls) => calls.toSorted((one, other) => one.startedAt - other.startedAt));

test('every call belongs to one decision or to none, in the order of time', () => {
  fc.assert(
    fc.property(anyCalls, (calls) => {
      const paired = [...pairCalls(decisions, calls).values()];
      expect(new Set(paired.flat().map((each) => each.call))).toEqual(new Set(calls));
      expect(paired.flat()).toHaveLength(calls.length);
      for (const each of paired) {
        const times = each.map(({ call: { startedAt } }) => startedAt);
        expect(times).toEqual(times.toSorted((one, other) => one - other));
      }
    }),
  );
});

test('what is paired by its id has the id of another call of that decision; what is not, began during it', () => {
  fc.assert(
    fc.property(anyCalls, (calls) => {
      for (const [id, paired] of pairCalls(decisions, calls)) {
        for (const { call, by, latest } of paired) {
          if (by === 'time') expect(latest).toBe(id);
          else if (call.link !== 'application') {
            const others = paired.filter((other) => other.call !== call && other.call.link !== 'exchange');
            expect(others.map((other) => other.call.requestId)).toContain(call.requestId);
          }
        }
      }
    }),
  );
});
