import { expect, test } from 'vitest';
import type { Decision, Stated } from './decision.ts';
import { everyDecisionWasTheModels } from './every-decision-was-the-models.ts';
import { faultsBetweenPlaceNoOrder } from './faults-between-place-no-order.ts';
import { noHoldButTheModels } from './no-hold-but-the-models.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { arrived, broke, decided, decision, gave, healthy, judged, refused } from './testing/decisions.ts';
import { whatIsNoActionIsRefused } from './what-is-no-action-is-refused.ts';

const buy = arrived({ side: 'buy', contracts: 5 });
const nothing: Partial<Decision> = { stated: refused, orders: [] };
const noAction = (told: Partial<Decision> = nothing) =>
  decision(0, { phase: 'no-action', note: 'the action is 2.5', given: [broke('the action is 2.5')], ...told });
const fault = (told: Partial<Decision> = nothing) =>
  decision(0, { phase: 'between', note: 'status 500', given: [broke()], ...told });
const unclear: Stated = { kind: 'unclear', text: 'status 200: {"queued":true}' };
const silent: Stated = { kind: 'silent', text: 'no reply within 1000 ms' };
const bothOf = [
  [whatIsNoActionIsRefused, noAction],
  [faultsBetweenPlaceNoOrder, fault],
] as const;

test('what is no action, refused without an order', () => {
  expectProven(judged(whatIsNoActionIsRefused, noAction()), { examined: 1 });
});

test('what is no action, but became an order or a decision', () => {
  const [ordered] = expectRefuted(
    judged(whatIsNoActionIsRefused, noAction({ ...nothing, orders: buy })),
    /became an order/,
  );
  expect(ordered).toMatchObject({
    expected: 'no order, for the action is 2.5',
    seen: 'the order side buy, contracts 5',
  });
  const held = judged(whatIsNoActionIsRefused, noAction({ stated: decided(0), orders: [] }));
  expectRefuted(held, /taken for a decision/);
});

test('the next right answer must be decided on', () => {
  const right = decision(1, { phase: 'reached' });
  const stuck = decision(1, { phase: 'reached', given: [], stated: refused, orders: [] });
  for (const [check, wrong] of [
    [whatIsNoActionIsRefused, noAction()],
    [faultsBetweenPlaceNoOrder, fault()],
  ] as const) {
    expectProven(judged(check, stuck, wrong, right), { examined: 2 });
    const failing = decision(1, { phase: 'reached', given: [broke()], ...nothing });
    expectProven(judged(check, wrong, failing), { examined: 1 });
    const [finding] = expectRefuted(judged(check, wrong, stuck), /does not go on after/);
    expect(finding?.seen).toBe('no call of the endpoint');
  }
});

test('an application that refuses for a while, and is asked again until it decides, goes on', () => {
  const waiting = decision(1, { phase: 'reached', given: [], stated: refused, orders: [], askedAgain: true });
  const right = decision(1, { phase: 'reached', attempt: 2 });
  const stuck = decision(1, { phase: 'reached', given: [], stated: refused, orders: [], attempt: 2 });
  for (const [check, wrong] of bothOf) {
    expectProven(judged(check, wrong(), waiting, right), { examined: 2 });
    expectRefuted(judged(check, wrong(), waiting, stuck), /does not go on after/);
    for (const stated of [unclear, silent]) {
      const [finding] = expectRefuted(judged(check, wrong(), { ...right, stated }), /does not go on after/);
      expect(finding?.seen).toMatch(/^(neither an action nor a refusal: status 200|no reply: no reply)/);
    }
  }
});

test('all that was to be put in must have been, and what was not is named', () => {
  for (const [check, wrong] of bothOf) {
    const asked = wrong();
    const others: [Partial<Decision>, string][] = [
      [{ given: [] }, 'the endpoint was not asked'],
      [{ putIn: { kind: 'hindered', reason: 'its status is 503' } }, 'its status is 503'],
      [{ given: [broke(), gave(1)] }, 'it was given a whole answer after all'],
    ];
    for (const [told, reason] of others) {
      const other = wrong({ ...nothing, note: 'another', ...told });
      const result = judged(check, asked, other);
      expectUnproven(result, /^not put in: another$/);
      expect(result.notes).toEqual(['1 of 2 wrong answers were put in', `not put in: another (${reason})`]);
      expectProven(judged(check, asked, { ...other, askedAgain: true }, wrong({ ...nothing, note: 'another' })));
    }
  }
});

test('a success that tells neither a decision nor a failure is no refusal', () => {
  for (const [check, wrong] of bothOf) {
    const [finding] = expectRefuted(judged(check, wrong({ stated: unclear, orders: [] })), /was not refused/);
    expect(finding?.seen).toBe('neither an action nor a refusal: status 200: {"queued":true}');
  }
});

test('no reply is no refusal; after nothing that could be read, it may come later than it is waited for', () => {
  expectRefuted(judged(whatIsNoActionIsRefused, noAction({ stated: silent, orders: [] })), /got no reply/);
  expectUnproven(judged(faultsBetweenPlaceNoOrder, fault({ stated: silent, orders: [] })), /no reply to status 500/);
});

test('a fault between, refused without an order', () => {
  expectProven(judged(faultsBetweenPlaceNoOrder, fault()), { examined: 1 });
});

test('a fault between that became an order or a decision', () => {
  expectRefuted(judged(faultsBetweenPlaceNoOrder, fault({ ...nothing, orders: buy })), /became an order/);
  expectRefuted(judged(faultsBetweenPlaceNoOrder, fault({ stated: decided(1), orders: [] })), /taken for a decision/);
});

test('an application that asks again after a fault may act on the whole answer, and only on that', () => {
  const again = fault({ given: [broke(), gave(1)], stated: decided(1), orders: buy, note: 'asked again' });
  for (const check of [faultsBetweenPlaceNoOrder, everyDecisionWasTheModels, noHoldButTheModels]) {
    expect(judged(check, again).violations).toBe(0);
  }
});

test('HOLD is what the model said, or no decision at all', () => {
  expectProven(judged(noHoldButTheModels, ...healthy, noAction(), fault()), { examined: 6 });
  for (const told of [{ given: [gave(2)] }, { given: [broke()] }, { given: [] }]) {
    expectRefuted(judged(noHoldButTheModels, decision(0, told)), /hold where the model did not/);
  }
});

test('no decision and no order without an answer of the model', () => {
  expectProven(judged(everyDecisionWasTheModels, ...healthy, noAction(), fault()), { examined: 8 });
  const [silent] = expectRefuted(judged(everyDecisionWasTheModels, decision(1, { given: [] })), /without an answer/);
  expect(silent).toMatchObject({
    expected: 'neither decision nor order: the endpoint was not asked',
    seen: 'action 1 (BUY), the order side buy, contracts 5, price_cents 40',
  });
  expectRefuted(judged(everyDecisionWasTheModels, fault({ ...nothing, orders: buy })), /without an answer/);
});

const limited = ['shown', 'drawn', 'in-a-row'] as const;

test.each(limited)('%s: no decision without an answer; where no features can be computed, a refusal', (phase) => {
  const refusal = decision(0, { phase, given: [], features: new Float32Array(), observation: undefined, ...nothing });
  expectProven(judged(everyDecisionWasTheModels, decision(1, { phase }), refusal), { examined: 2 });
  expectRefuted(judged(everyDecisionWasTheModels, { ...refusal, stated: decided(1) }), /without an answer/);
  expectRefuted(judged(everyDecisionWasTheModels, { ...refusal, orders: buy }), /without an answer/);
  expectRefuted(judged(noHoldButTheModels, { ...refusal, stated: decided(0) }), /hold where the model did not/);
  expectUnproven(judged(noHoldButTheModels, refusal), undefined);
});

test.each(limited)('%s: a HOLD of its own, but not one that the account may have asked for', (phase) => {
  const told = [decision(0, { phase }), decision(1, { phase, orders: [] })];
  expectProven(judged(noHoldButTheModels, ...told), { examined: 2 });
  const mayBeWithheld = decision(0, { phase, given: [gave(2)] });
  expectProven(judged(noHoldButTheModels, ...told, mayBeWithheld), {
    examined: 2,
    notes: ['1 decisions to hold where position or cash may not have allowed the order'],
  });
  expectRefuted(judged(noHoldButTheModels, ...told, decision(0, { phase, given: [broke()] })), /hold where/);
});
