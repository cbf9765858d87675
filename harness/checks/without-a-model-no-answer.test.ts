import { describe, expect, test } from 'vitest';
import type { Reply } from '../protocols/protocol.ts';
import { absence } from './testing/absences.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { answer, busy, failed, lost, nearTie, preferring, refused, unreadable } from './testing/replies.ts';
import { ToldRun } from './testing/told-run.ts';
import { withoutAModelNoAnswer } from './without-a-model-no-answer.ts';

const { way } = absence();
const kept = absence({ way: 'another way', kept: true, ready: true });

/** What was answered while the model was away, and when it was back. */
function told(gone: readonly Reply[], back: readonly Reply[] = [answer(0)], facts = [absence()]): ToldRun {
  const expected = [preferring(0)];
  return new ToldRun()
    .calls(gone.length, (call) => ({ phase: 'gone', note: way, expected, reply: gone[call]! }))
    .calls(back.length, (call) => ({ phase: 'back', note: way, expected, reply: back[call]! }))
    .fact(...facts);
}

test('an error without a model, and the answers of before with it back, prove it', () => {
  expectProven(told([failed(503), refused(409), lost('connection')]).by(withoutAModelNoAnswer), {
    examined: 4,
    notes: [`1 ways: ${way}`],
  });
});

describe('it is refuted by', () => {
  test.each<[string, Reply, RegExp, string]>([
    ['an action', answer(0), /answers with an action$/, 'action 0 (HOLD), used_trained_model true'],
    [
      'an action in the body of an error',
      { kind: 'failed', status: 503, text: 'no model', action: 2 },
      /answers with an action$/,
      'status 503, with action 2 (SELL): no model',
    ],
    ['a success that says nothing', unreadable, /does not say so$/, 'status 200, but /action is missing: {}'],
  ])('%s', (_, reply, about, seen) => {
    const [finding] = expectRefuted(told([failed(503), reply]).by(withoutAModelNoAnswer), about);
    expect(finding).toMatchObject({ expected: `an error, and no action (${way})`, seen, exchange: 2 });
  });

  test.each<[string, Reply, RegExp]>([
    ['another action when the model is back', answer(1), /action is not the model's$/],
    ['no action when the model is back', failed(500), /gets no answer$/],
    ['a score that is no number', answer(0, { scores: [Number.NaN, 0.5, 1] }), /scores are not the model's$/],
  ])('%s', (_, reply, about) => {
    expectRefuted(told([failed(503)], [reply]).by(withoutAModelNoAnswer), about);
  });

  test('an endpoint that does not come back', () => {
    const run = told([failed(503)], [], [absence({ backAfter: null })]);
    const [finding] = expectRefuted(run.by(withoutAModelNoAnswer), /^an endpoint does not come back/);
    expect(finding).toMatchObject({
      expected: `ready again in its time after ${way}`,
      seen: 'never ready',
    });
  });
});

test('a model that an endpoint keeps in memory was not taken away', () => {
  const run = told([failed(503)], undefined, [absence(), kept]);
  run.call({ phase: 'gone', note: kept.way, expected: [preferring(0)], reply: answer(0) });
  expectProven(run.by(withoutAModelNoAnswer), { examined: 2, notes: [`1 ways: ${way}`] });
});

test('a row that nearly ties may be answered either way when the model is back', () => {
  const run = told([failed(503)]).call({
    phase: 'back',
    note: way,
    expected: [nearTie],
    reply: answer(1, { scores: undefined }),
  });
  expectProven(run.by(withoutAModelNoAnswer), { nearTies: 1 });
});

describe('it is unproven where', () => {
  test('nothing was taken away', () => {
    expectUnproven(new ToldRun().by(withoutAModelNoAnswer), /^the endpoint was not asked without its model$/);
  });

  test('it keeps its model whatever is done, though it answers rightly all the while', () => {
    const run = new ToldRun().call({ phase: 'back', note: kept.way, expected: [preferring(0)], reply: answer(0) });
    const reason = /^the endpoint was not asked without its model: it keeps its model \(another way\)$/;
    expectUnproven(run.fact(kept).by(withoutAModelNoAnswer), reason);
  });

  test('nobody could bring the model back', () => {
    const stuck = absence({ backAfter: null, problem: 'it ended with exit code 1' });
    const reason = /^the model could not be brought back after its artifact is removed: it ended with exit code 1$/;
    expectUnproven(told([failed(503)], [], [stuck]).by(withoutAModelNoAnswer), reason);
  });

  test('it is still busy when the model is back', () => {
    expectUnproven(told([failed(503)], [busy]).by(withoutAModelNoAnswer), /^1 calls got no answer/);
  });
});
