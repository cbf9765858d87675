import { describe, expect, test } from 'vitest';
import type { Decision, Stated } from './decision.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { arrived, decided, decision, judged, refused } from './testing/decisions.ts';
import { withoutAModelNoDecision } from './without-a-model-no-decision.ts';

const note = 'it is killed';
const gone = (told: Partial<Decision> = {}) =>
  decision(1, { phase: 'gone', note, given: [], stated: refused, orders: [], ...told });
const resumed = (told: Partial<Decision> = {}) => decision(1, { phase: 'resumed', note, ...told });
const by = (...decisions: readonly Decision[]) => judged(withoutAModelNoDecision, ...decisions);
const buy = arrived({ side: 'buy', contracts: 5 });
const silent: Stated = { kind: 'silent', text: 'deadline' };
const unasked: Stated = { kind: 'unasked', isOver: true };

test('refusals without a model, and decisions as before with it back, prove it', () => {
  expectProven(by(gone(), gone({ note: 'it is frozen' }), resumed()), {
    examined: 3,
    notes: ['2 ways in which the model was away: decisions stopped, and resumed 1 times'],
  });
});

describe('it is refuted by', () => {
  test.each<[string, Partial<Decision>, RegExp, string]>([
    ['a decision', { stated: decided(0) }, /decides although the model is away$/, 'action 0 (HOLD)'],
    [
      'an order beside a refusal',
      { orders: buy },
      /decides although the model is away$/,
      'a refusal: status 502, the order side buy, contracts 5',
    ],
    [
      'an order of one that decides on its own',
      { stated: unasked, orders: buy },
      /decides although the model is away$/,
      'the order side buy, contracts 5',
    ],
    [
      'an order, though it gave no reply',
      { stated: silent, orders: buy },
      /decides although the model is away$/,
      'no reply: deadline, the order side buy, contracts 5',
    ],
    [
      'a success that states nothing',
      { stated: { kind: 'unclear', text: 'status 200: {}' } },
      /does not say that it decides nothing/,
      'neither an action nor a refusal: status 200: {}',
    ],
  ])('%s', (_, told, about, seen) => {
    const [finding] = expectRefuted(by(gone(), gone(told), resumed()), about);
    expect(finding).toMatchObject({ expected: `a refusal, and no order (${note})`, seen, decision: 2 });
  });

  test.each<[string, Partial<Decision>, string]>([
    ['no decision', { stated: refused, orders: [] }, 'a refusal: status 502'],
    ['another decision', { stated: decided(2) }, 'action 2 (SELL)'],
    ['no order of one that decides on its own', { stated: unasked, orders: [] }, 'no order'],
  ])('%s when the model is back', (_, told, seen) => {
    const [finding] = expectRefuted(by(gone(), resumed(), resumed(told)), /^the model is back/);
    expect(finding).toMatchObject({ expected: `action 1 (BUY) (${note})`, seen });
  });
});

test('one that decides on its own refuses by ordering nothing', () => {
  expectProven(by(gone({ stated: unasked }), resumed({ stated: unasked })), { examined: 2 });
});

test('a decision that it was asked for again is told by the later one', () => {
  expectProven(by(gone(), resumed({ stated: refused, orders: [], askedAgain: true }), resumed()), { examined: 2 });
});

describe('it is unproven where', () => {
  test.each<[string, readonly Decision[]]>([
    ['it was never without the model', [resumed()]],
    ['it was never with the model again', [gone()]],
  ])('%s', (_, decisions) => {
    expectUnproven(by(...decisions), /^the application was not seen without the model, and with it again$/);
  });

  test('it gave no reply: it may wait for longer than it is waited for', () => {
    const reason = /^the application came to no end while the model was away, .*: it is killed$/;
    expectUnproven(by(gone(), gone({ stated: silent }), resumed()), reason);
  });
});
