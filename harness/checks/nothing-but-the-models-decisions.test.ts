import { expect, test } from 'vitest';
import type { Decision } from './decision.ts';
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

test('what never reached the application proves nothing', () => {
  expectUnproven(judged(whatIsNoActionIsRefused, noAction({ ...nothing, given: [] })), undefined);
  expectUnproven(judged(faultsBetweenPlaceNoOrder, fault({ ...nothing, given: [] })), undefined);
});

test('a fault between, refused without an order', () => {
  expectProven(judged(faultsBetweenPlaceNoOrder, fault()), { examined: 1 });
});

test('a fault between that became an order or a decision', () => {
  expectRefuted(judged(faultsBetweenPlaceNoOrder, fault({ ...nothing, orders: buy })), /became an order/);
  expectRefuted(judged(faultsBetweenPlaceNoOrder, fault({ stated: decided(1), orders: [] })), /taken for a decision/);
});

test('an application that asks again after a fault may act on the whole answer, and only on that', () => {
  const again = fault({ given: [broke(), gave(1)], stated: decided(1), orders: buy });
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
