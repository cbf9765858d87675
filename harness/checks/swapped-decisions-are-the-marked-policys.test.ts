import { describe, expect, test } from 'vitest';
import type { Decision } from './decision.ts';
import { swappedDecisionsAreTheMarkedPolicys } from './swapped-decisions-are-the-marked-policys.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { arrived, decided, decision, gave, judged, refused } from './testing/decisions.ts';

/** In a market where the own policy gives `own`, and the marked one `marked`. */
const swapped = (own: number, marked: number, told: Partial<Decision> = {}) =>
  decision(marked, { phase: 'swapped', note: `${own}`, ...told });
const returned = (own: number, told: Partial<Decision> = {}) => decision(own, { phase: 'returned', ...told });
const by = (...decisions: readonly Decision[]) => judged(swappedDecisionsAreTheMarkedPolicys, ...decisions);

test('decisions that change as predicted, and return, prove it', () => {
  expectProven(by(swapped(0, 1), swapped(2, 2), returned(0), returned(2)), {
    examined: 4,
    notes: ['1 of 1 decisions changed as predicted, 2 returned'],
  });
});

describe('it is refuted by', () => {
  test.each<[string, Partial<Decision>, string]>([
    ['a decision of the own policy', { stated: decided(0) }, 'action 0 (HOLD)'],
    ['a refusal', { stated: refused, orders: [] }, 'a refusal: status 502'],
    ['no reply', { stated: { kind: 'silent', text: 'deadline' }, orders: [] }, 'no reply: deadline'],
  ])('%s with the marked one in place', (_, told, seen) => {
    const [finding] = expectRefuted(by(swapped(0, 1), swapped(0, 1, told), returned(0)), /^with the marked policy in/);
    expect(finding).toMatchObject({ expected: 'action 1 (BUY)', seen, decision: 2 });
  });

  test('a decision of the marked one with the own one back', () => {
    const stuck = returned(0, { stated: decided(1) });
    const [finding] = expectRefuted(by(swapped(0, 1), returned(0), stuck), /^with the own policy back/);
    expect(finding).toMatchObject({ expected: 'action 0 (HOLD)', seen: 'action 1 (BUY)' });
  });
});

describe('of an application that states nothing', () => {
  const silent = { stated: { kind: 'unasked', isOver: true } } as const;

  test('orders tell, and what it was given', () => {
    expectProven(by(swapped(0, 1, silent), returned(0, silent)), { examined: 2 });
  });

  test('another order refutes it, and so does no order where nothing was given', () => {
    const sold = { ...silent, orders: arrived({ side: 'sell', contracts: 5 }) };
    const [finding] = expectRefuted(
      by(swapped(0, 1, silent), swapped(0, 1, sold), returned(0, silent)),
      /^with the mark/,
    );
    expect(finding?.seen).toBe('the order side sell, contracts 5');
    const idle = returned(0, { ...silent, given: [gave(1)] });
    expectRefuted(by(swapped(0, 1, silent), returned(0, silent), idle), /^with the own policy back/);
  });
});

test('a decision that it was asked for again is told by the later one', () => {
  const early = swapped(0, 1, { askedAgain: true, stated: refused, orders: [] });
  expectProven(by(early, swapped(0, 1), returned(0)), { examined: 2 });
});

describe('it is unproven where', () => {
  test.each<[string, readonly Decision[]]>([
    ['nothing was decided', []],
    ['no decision changed', [swapped(2, 2), returned(2)]],
    ['no decision returned', [swapped(0, 1)]],
  ])('%s', (_, decisions) => {
    expectUnproven(by(...decisions), /^no decision was seen to change and to return/);
  });
});
