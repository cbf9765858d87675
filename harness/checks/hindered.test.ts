import { expect, test } from 'vitest';
import type { Decision } from './decision.ts';
import { everyActionBecomesItsOrder } from './every-action-becomes-its-order.ts';
import { everyActionPassesValidation } from './every-action-passes-validation.ts';
import { everyDecisionWasTheModels } from './every-decision-was-the-models.ts';
import { faultsBetweenPlaceNoOrder } from './faults-between-place-no-order.ts';
import { forcedAnswersPassThrough } from './forced-answers-pass-through.ts';
import { expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { decided, decision, gave, healthy, judged, refused } from './testing/decisions.ts';

const hindrance = 'the exchange gave no reply to GET /markets/HERE';
const blind: Partial<Decision> = { hindrance, given: [], stated: refused, orders: [] };
const unheard: Partial<Decision> = {
  hindrance: 'the exchange answered 503 to POST /orders',
  stated: refused,
  orders: [
    { exchange: 'nothing', requestId: null, by: 'request id', market: 'HERE', fields: { side: 'buy', contracts: 5 } },
  ],
};

test.each([everyActionPassesValidation, forcedAnswersPassThrough, everyActionBecomesItsOrder])(
  'an application that refuses where the exchange fails is not to blame, and nothing is proven',
  (check) => {
    expectUnproven(
      judged(check, ...healthy, decision(1, blind)),
      /no reply to GET .* nothing could come of 1 decision/,
    );
    const silent = decision(1, { ...unheard, stated: { kind: 'silent', text: 'no reply' } });
    expectUnproven(judged(check, ...healthy, decision(1, unheard), silent), /503 to POST .* of 2 decisions/);
  },
);

test('nor is one expected to go on after wrong answers', () => {
  const wrong = decision(1, { phase: 'between', given: [], stated: refused, orders: [], hindrance });
  expectUnproven(
    judged(faultsBetweenPlaceNoOrder, wrong, decision(1, { ...blind, phase: 'reached' })),
    /no reply to GET/,
  );
});

test('one that decides where it saw nothing is refuted', () => {
  const guessed = decision(1, { ...blind, stated: decided(0) });
  expectRefuted(judged(everyActionPassesValidation, ...healthy, guessed), /does not ask the endpoint/);
  expectRefuted(judged(everyDecisionWasTheModels, ...healthy, guessed), /without an answer of the model/);
});

test('one that orders where it was given nothing is refuted', () => {
  const blindOrder = decision(1, { ...unheard, given: [] });
  expectRefuted(judged(everyDecisionWasTheModels, ...healthy, blindOrder), /without an answer of the model/);
});

test('an order is judged by what it says, whatever the exchange makes of it', () => {
  const said = { ...unheard, stated: decided(1) };
  expectUnproven(judged(everyActionBecomesItsOrder, ...healthy, decision(1, said)), /neither yes nor no to 1 orders/);
  const wrong = [
    { exchange: 'nothing', requestId: null, by: 'request id', market: 'HERE', fields: { side: 'sell', contracts: 5 } },
  ] as const;
  const [finding] = expectRefuted(
    judged(everyActionBecomesItsOrder, ...healthy, decision(1, { ...said, orders: wrong })),
    /another order/,
  );
  expect(finding?.seen).toBe('the order side sell, contracts 5 (not answered)');
});

test('where the exchange answered everything, an application that refuses is refuted', () => {
  const lost = decision(1, { ...blind, hindrance: undefined });
  expectRefuted(judged(everyActionPassesValidation, ...healthy, lost), /does not ask/);
  const refusing = decision(1, { given: [gave(1)], stated: refused, orders: [] });
  expectRefuted(judged(everyActionPassesValidation, ...healthy, refusing), /does not pass/);
});
