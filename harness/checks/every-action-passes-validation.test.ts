import { expect, test } from 'vitest';
import { everyActionPassesValidation } from './every-action-passes-validation.ts';
import { forcedAnswersPassThrough } from './forced-answers-pass-through.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { decided, decision, healthy, judged, refused } from './testing/decisions.ts';

test('every action reached and forced, and stated as it was given', () => {
  const result = judged(everyActionPassesValidation, ...healthy);
  expectProven(result, { examined: 6, notes: ['3 of 3 actions reached, 3 forced'] });
});

test('an action that becomes another one', () => {
  const result = judged(everyActionPassesValidation, ...healthy, decision(2, { stated: decided(0) }));
  const [finding] = expectRefuted(result, /does not pass the application unchanged/);
  expect(finding).toMatchObject({ expected: 'action 2 (SELL)', seen: 'action 0 (HOLD)', decision: 7 });
  expect(result.notes).toEqual(['1 of 3 actions (33 %) are lost in the application']);
});

test('an action that is refused', () => {
  const [finding] = expectRefuted(
    judged(everyActionPassesValidation, ...healthy, decision(1, { stated: refused })),
    /does not pass/,
  );
  expect(finding?.seen).toBe('a refusal: status 502');
});

test('a reply that is a success and has no action, and none at all', () => {
  for (const [stated, seen] of [
    [{ kind: 'unclear', text: 'status 200: {}' }, 'neither an action nor a refusal: status 200: {}'],
    [{ kind: 'silent', text: 'reset' }, 'no reply: reset'],
  ] as const) {
    const [finding] = expectRefuted(
      judged(everyActionPassesValidation, ...healthy, decision(1, { stated })),
      /does not pass/,
    );
    expect(finding?.seen).toBe(seen);
  }
});

test('an answer that was not forced, though it should have been, forces no action', () => {
  const unforced = { kind: 'hindered', reason: 'its status is 503' } as const;
  const told = healthy.map((each, index) => (index === 5 ? { ...each, putIn: unforced } : each));
  for (const check of [everyActionPassesValidation, forcedAnswersPassThrough]) {
    expectUnproven(judged(check, ...told), /: action 2 \(SELL\)$/);
  }
  expect(judged(forcedAnswersPassThrough, ...told).notes).toEqual(['not forced: action 2 (SELL) (its status is 503)']);
});

test('an application that does not ask', () => {
  const [finding] = expectRefuted(
    judged(everyActionPassesValidation, ...healthy, decision(1, { given: [], stated: refused, orders: [] })),
    /does not ask the endpoint/,
  );
  expect(finding?.seen).toBe('none, and a refusal: status 502');
});

test('an action that was not forced, or not reached, leaves it unproven', () => {
  expectUnproven(judged(everyActionPassesValidation, ...healthy.slice(0, 5)), /: action 2 \(SELL\)$/);
  expectUnproven(judged(everyActionPassesValidation, ...healthy.slice(1)), /: action 0 \(HOLD\)$/);
});

test('an action that another market was to give is not the one that was reached', () => {
  const told = healthy.map((each) => (each.phase === 'reached' ? { ...each, subject: (each.subject + 1) % 3 } : each));
  expectUnproven(judged(everyActionPassesValidation, ...told), /not seen both reached and forced/);
});
