import { expect, test } from 'vitest';
import type { ArrivedOrder, Decision, Tied } from './decision.ts';
import { RequestIds } from './request-ids.ts';
import { Tally } from './tally.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { arrived, decision, unasked } from './testing/decisions.ts';

const called = (...ids: readonly (string | null)[]): Tied[] =>
  ids.map((requestId) => ({ requestId, by: requestId === null ? 'time' : 'request id' }));
const ordered = (requestId: string | null): ArrivedOrder[] =>
  arrived({ side: 'buy' }).map((order) => ({ ...order, requestId, by: 'time' }));
const asked = (told: Partial<Decision> = {}) => decision(1, told);
const polling = (id: number, told: Partial<Decision>) =>
  decision(1, { id, requestId: null, stated: unasked('over'), ...told });

function judged(decisions: readonly Decision[], isPromised = true) {
  const tally = new Tally('SEEN-1');
  const ids = new RequestIds({ isPromised });
  for (const each of decisions) ids.see(each, tally);
  return tally.conclude({ notes: ids.notes });
}

test('every call and every order carries the id that the application was asked under', () => {
  const again = asked({ calls: called('one', 'one'), orders: [] });
  expectProven(judged([asked(), again]), {
    examined: 4,
    notes: ['4 calls and orders were paired by request id, 0 by time'],
  });
});

test.each([
  ['none', null, 'no x-request-id'],
  ['another', 'two', 'x-request-id two'],
])('a call, or an order, that carries %s', (_, carried, seen) => {
  const [call] = expectRefuted(judged([asked({ calls: called(carried) })]), /^a call of the endpoint does not carry/);
  expect(call).toMatchObject({ expected: 'x-request-id one', seen, decision: 1 });
  const [order] = expectRefuted(judged([asked({ orders: ordered(carried) })]), /^an order does not carry/);
  expect(order).toMatchObject({ expected: 'x-request-id one', seen, decision: 1 });
});

test('one that polls has an id of its own for each decision', () => {
  const one = polling(1, { calls: called('a'), orders: ordered('a') });
  const two = polling(2, { calls: called('b', 'b'), orders: ordered('b') });
  expectProven(judged([one, two]), { examined: 5 });
  const lost = polling(2, { calls: called('b'), orders: ordered('c') });
  const [order] = expectRefuted(judged([one, lost]), /^an order does not carry/);
  expect(order).toMatchObject({ expected: 'x-request-id b', seen: 'x-request-id c', decision: 2 });
  expectRefuted(judged([polling(1, { calls: called('a'), orders: ordered(null) })]), /^an order does not carry/);
  expectRefuted(judged([polling(1, { calls: called(null), orders: [] })]), /^a call of the endpoint does not carry/);
});

test("and not another decision's", () => {
  const [one, two] = [1, 2].map((id) => polling(id, { calls: called('always'), orders: [] }));
  const [call] = expectRefuted(judged([one!, two!]), /^a call of the endpoint does not carry/);
  expect(call).toMatchObject({ expected: 'an x-request-id of this decision alone', decision: 2 });
});

test('where it is not promised, nothing is judged, and it is told what calls and orders were paired by', () => {
  const lost = asked({ calls: called(null), orders: ordered('two') });
  const result = judged([asked(), lost], false);
  expectUnproven(result, undefined);
  expect(result.notes).toEqual([
    '2 calls and orders were paired by request id, 2 by time (the stack file does not promise that ids are sent on)',
  ]);
});

test('of a decision whose request was not recorded, nothing can be told', () => {
  expectUnproven(judged([asked({ requestId: null })]), undefined);
});
