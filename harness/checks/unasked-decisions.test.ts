/** Applications that decide on their own and state nothing: what is seen of them is what they ask, order, and do next. */
import { expect, test } from 'vitest';
import type { Decision } from './decision.ts';
import { everyActionBecomesItsOrder } from './every-action-becomes-its-order.ts';
import { everyActionPassesValidation } from './every-action-passes-validation.ts';
import { everyDecisionWasTheModels } from './every-decision-was-the-models.ts';
import { faultsBetweenPlaceNoOrder } from './faults-between-place-no-order.ts';
import { forcedAnswersPassThrough } from './forced-answers-pass-through.ts';
import { noHoldButTheModels } from './no-hold-but-the-models.ts';
import { swappedDecisionsAreTheMarkedPolicys } from './swapped-decisions-are-the-marked-policys.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { arrived, broke, decision, healthy, judged, unasked } from './testing/decisions.ts';
import { whatIsNoActionIsRefused } from './what-is-no-action-is-refused.ts';
import { withoutAModelNoDecision } from './without-a-model-no-decision.ts';

const polling = (action: number, told: Partial<Decision> = {}) =>
  decision(action, { stated: unasked('over'), ...told });
const ones = healthy.map((each) => ({ ...each, stated: unasked('over') }));
const wrong = (phase: 'no-action' | 'between', told: Partial<Decision> = {}) =>
  polling(0, { phase, note: 'status 500', given: [broke()], orders: [], ...told });
const buy = arrived({ side: 'buy', contracts: 5 });
/** It was given to, and it did nothing that could be seen, nor anything afterwards. */
const stuck = { orders: [], stated: unasked('open') };
const gone = { given: [], ...stuck };

test('what it orders, or that it goes on without an order, proves what it made of every action', () => {
  expectProven(judged(everyActionPassesValidation, ...ones), { examined: 6 });
  expectProven(judged(everyActionBecomesItsOrder, ...ones), { examined: 6 });
  expectProven(judged(forcedAnswersPassThrough, ...ones), { examined: 3 });
  expectProven(judged(noHoldButTheModels, ...ones), { examined: 6 });
  expectProven(judged(everyDecisionWasTheModels, ...ones), { examined: 6 });
});

test('an action without its order does not pass, and is a HOLD that the model did not say', () => {
  for (const orders of [[], arrived({ side: 'sell', contracts: 5 })]) {
    expectRefuted(judged(everyActionPassesValidation, ...ones, polling(1, { orders })), /does not pass/);
    expectRefuted(judged(forcedAnswersPassThrough, ...ones, polling(1, { orders })), /does not become the decision/);
    expectRefuted(judged(everyActionBecomesItsOrder, ...ones, polling(1, { orders })), /no order|another order/);
  }
  const [held] = expectRefuted(judged(noHoldButTheModels, ...ones, polling(1, { orders: [] })), /holds where/);
  expect(held).toMatchObject({ expected: 'action 1', seen: 'no order' });
  expectRefuted(judged(everyActionPassesValidation, ...ones, polling(0, { orders: buy })), /does not pass/);
});

test('an order that the account may not allow, and that does not come, is no HOLD that can be told', () => {
  for (const phase of ['shown', 'drawn', 'in-a-row'] as const) {
    const held = polling(1, { phase, orders: [] });
    expectProven(judged(noHoldButTheModels, polling(0, { phase }), polling(2, { phase }), held), { examined: 2 });
  }
});

test('a HOLD after which it did not go on is none that was seen', () => {
  const open = ones.map((each) => (each.subject === 0 ? { ...each, ...stuck } : each));
  expectUnproven(judged(everyActionPassesValidation, ...open), /: action 0 \(HOLD\)$/);
  expectUnproven(judged(forcedAnswersPassThrough, ...open), /not forced: action 0 \(HOLD\)$/);
  expectUnproven(judged(everyActionBecomesItsOrder, ...open), /not seen: action 0 \(HOLD\)$/);
});

test('one that does nothing has proven nothing, but it was to ask', () => {
  const absent = ones.map((each) => ({ ...each, ...gone }));
  for (const check of [everyActionBecomesItsOrder, noHoldButTheModels, everyDecisionWasTheModels]) {
    expectUnproven(judged(check, ...absent), undefined);
  }
  expectUnproven(judged(forcedAnswersPassThrough, ...absent), /not forced/);
  const asking = judged(everyActionPassesValidation, ...absent);
  const [first] = expectRefuted(asking, /does not ask the endpoint/, { violations: 6 });
  expect(first?.seen).toBe('none, and no order, and no other decision after it');
});

test('an order without an answer of the model', () => {
  expectRefuted(judged(everyDecisionWasTheModels, ...ones, polling(1, { given: [] })), /without an answer/);
  expectRefuted(judged(everyDecisionWasTheModels, ...ones, wrong('between', { orders: buy })), /without an answer/);
});

test.each([
  ['no-action', whatIsNoActionIsRefused],
  ['between', faultsBetweenPlaceNoOrder],
] as const)('wrong answers of the phase %s place no order, and it goes on', (phase, check) => {
  const right = polling(1, { phase: 'reached' });
  expectProven(judged(check, wrong(phase), right), { examined: 2 });
  expectRefuted(judged(check, wrong(phase, { orders: buy }), right), /became an order/);
  expectUnproven(judged(check, wrong(phase, stuck), right), /did not go on after status 500/);
  for (const told of [gone, stuck, { orders: [] }]) {
    expectRefuted(judged(check, wrong(phase), { ...right, ...told }), /does not go on after/);
  }
});

test('what it does while the model is swapped, or away, is told by its orders alone', () => {
  const swapped = [polling(2, { phase: 'swapped', note: '1' }), polling(1, { phase: 'returned' })];
  expectProven(judged(swappedDecisionsAreTheMarkedPolicys, ...swapped), { examined: 2 });
  // An order that the market does not allow may be withheld, as nobody tells.
  const withheld = polling(1, { phase: 'returned', orders: [] });
  expectProven(judged(swappedDecisionsAreTheMarkedPolicys, ...swapped, withheld), { examined: 2 });
  const stale = polling(2, { phase: 'swapped', note: '1', orders: buy });
  expectRefuted(judged(swappedDecisionsAreTheMarkedPolicys, ...swapped, stale), /decides otherwise/);

  const away = polling(0, { phase: 'gone', note: 'killed', given: [], orders: [] });
  const back = polling(1, { phase: 'resumed', note: 'killed' });
  expectProven(judged(withoutAModelNoDecision, away, back), { examined: 2 });
  expectUnproven(
    judged(withoutAModelNoDecision, { ...away, ...stuck }, back),
    /came to no end while the model was away/,
  );
  expectRefuted(judged(withoutAModelNoDecision, { ...away, orders: buy }, back), /although the model is away/);
  expectRefuted(judged(withoutAModelNoDecision, away, { ...back, ...stuck }), /does not decide as before/);
});
