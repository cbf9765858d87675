import { expect, test } from 'vitest';
import { Decided } from './decided.ts';
import type { Drive, Driven } from './driven-application.ts';

const through: Pick<Drive, 'rule'> = {};
const changed: Pick<Drive, 'rule'> = { rule: () => ({ kind: 'cut' }) };
const stating = (stated: Driven['stated']): Driven => ({ ended: true, asked: 1, stated });
const bought = stating({ kind: 'decided', action: 1 });
const refused = stating({ kind: 'refused', text: 'status 503: ' });
const polling = (asked: number): Driven => ({ ended: true, asked, stated: undefined });

function decided(...drives: readonly (readonly [Pick<Drive, 'rule'>, Driven])[]) {
  const all = new Decided();
  for (const [drive, driven] of drives) all.see(drive, driven);
  return [all.asked, all.decisions()];
}

test('of an application that is asked, the decisions that it states are awaited, whatever it was given', () => {
  expect(decided([through, bought], [changed, bought], [changed, refused])).toEqual([3, 2]);
});

test('of one that polls, decisions are awaited in which it asked the endpoint, however often', () => {
  expect(decided([through, polling(1)], [through, polling(3)], [through, polling(0)])).toEqual([3, 2]);
});

test('of one that polls, nobody can know what it made of an answer that was changed on its way', () => {
  expect(decided([through, polling(1)], [changed, polling(1)])).toEqual([2, Number.POSITIVE_INFINITY]);
  expect(decided([through, polling(1)], [changed, polling(0)])).toEqual([2, 1]);
});
