import { describe, expect, test } from 'vitest';
import type { Reply } from '../protocols/protocol.ts';
import { noRequestSuffersFromASwap } from './no-request-suffers-from-a-swap.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { answer, busy, failed, lost, refused, unreadable } from './testing/replies.ts';
import { alike, byMarked, byNeither, byOwn, SwapRun, thereAndBack } from './testing/swap-run.ts';

const during = (...replies: readonly Reply[]) =>
  new SwapRun().next('marked').answers(replies, { after: 'done' }).by(noRequestSuffersFromASwap);

test('answers of one of the two policies prove it, and are counted', () => {
  const run = thereAndBack().answers([answer(2)], { expected: alike });
  expectProven(run.by(noRequestSuffersFromASwap), {
    examined: 8,
    notes: [
      '8 requests sent, 0 lost or refused, 4 answered by the own policy, 3 by the marked one, 0 by neither, 1 by either',
    ],
  });
});

test('the policy before may answer until the new one does', () => {
  expectProven(during(byOwn, byMarked, byOwn));
});

describe('it is refuted by a request that gets no answer:', () => {
  test.each<[string, Reply, string]>([
    ['lost', lost('connection'), 'no reply: connection'],
    ['not answered in time', lost('deadline'), 'no reply: deadline'],
    ['failed', failed(500), 'status 500: sorry'],
    ['refused', refused(404), 'status 404: no'],
    ['unreadable', unreadable, 'status 200, but /action is missing: {}'],
  ])('%s', (_, reply, seen) => {
    const [finding] = expectRefuted(during(byMarked, reply), /^a request gets no answer while/);
    expect(finding).toMatchObject({ expected: 'an action (change 1)', seen, exchange: 2 });
  });
});

test('it is refuted by an answer that neither of the two gives', () => {
  for (const reply of [byNeither, answer(0, { scores: [Number.NaN, 0.5, 1] })]) {
    const [finding] = expectRefuted(during(byOwn, reply), /neither the old model nor the new one$/);
    expect(finding?.expected).toBe('what one of the two policies gives (change 1)');
  }
});

test('it is refuted by an answer that says itself that no trained model gave it', () => {
  const [finding] = expectRefuted(
    during(byOwn, answer(1, { usedTrainedModel: false })),
    /an answer says that no trained model gave it$/,
  );
  expect(finding).toMatchObject({
    expected: 'used_trained_model true (change 1)',
    seen: 'action 1 (BUY), used_trained_model false',
  });
});

test('who is told to come again is counted apart', () => {
  const result = during(byMarked, busy, refused(429));
  expectProven(result, { examined: 1 });
  expect(result.notes).toEqual([expect.stringMatching(/^1 requests sent, .*; 2 told to come again$/)]);
  expectUnproven(during(busy), undefined);
});

test('what happens while an artifact is broken is for another clause', () => {
  const run = new SwapRun().next('own', { about: 'broken' }).answers([lost(), byNeither]);
  expectUnproven(run.by(noRequestSuffersFromASwap), undefined);
});

describe('a command of the stack file that leaves the policy as it is', () => {
  const restarting = () => new SwapRun().answers([byOwn]).next('own', { about: 'command' });

  test('may restart what answers: what gets no answer until it has taken effect is counted apart', () => {
    const run = restarting()
      .answers([lost('connection'), failed(500), byOwn], { after: 'done' })
      .answers([byOwn]);
    const result = run.by(noRequestSuffersFromASwap);
    expectProven(result, { examined: 3 });
    expect(result.notes).toEqual([
      expect.stringMatching(/; 2 got no answer while a command of the stack file left the policy as it is$/),
    ]);
  });

  test('is judged by what answers meanwhile, and by everything once it has taken effect', () => {
    const meanwhile = restarting().answers([byNeither], { after: 'done' });
    expectRefuted(meanwhile.by(noRequestSuffersFromASwap), /neither the old model nor the new one$/);
    expectRefuted(restarting().answers([lost()]).by(noRequestSuffersFromASwap), /^a request gets no answer while/);
  });

  test('is not one that puts the other back', () => {
    const there = new SwapRun().next('marked', { about: 'command' }).answers([byMarked]);
    const back = there.next('own', { about: 'command' }).answers([lost()], { after: 'done' });
    expectRefuted(back.by(noRequestSuffersFromASwap), /^a request gets no answer while/);
  });
});
