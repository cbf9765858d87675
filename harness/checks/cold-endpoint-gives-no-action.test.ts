import { describe, expect, test } from 'vitest';
import type { Reply } from '../protocols/protocol.ts';
import { coldEndpointGivesNoAction } from './cold-endpoint-gives-no-action.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { answer, failed, lost, refused, unreadable } from './testing/replies.ts';
import { ToldRun } from './testing/told-run.ts';

const cold = (...replies: readonly Reply[]) =>
  new ToldRun()
    .calls(replies.length, (call) => ({ phase: 'cold', expected: [], rows: 1, reply: replies[call]! }))
    .by(coldEndpointGivesNoAction);

test('503 to every request proves it', () => {
  expectProven(cold(failed(503), failed(503)), { examined: 2 });
});

describe('it is refuted by', () => {
  test('an action', () => {
    const [finding] = expectRefuted(
      cold(failed(503), answer(0)),
      /^an endpoint that has no model answers with an action/,
    );
    expect(finding).toMatchObject({ seen: 'action 0 (HOLD), used_trained_model true', exchange: 2 });
  });

  test.each<[string, Reply]>([
    ['another failure', failed(500)],
    ['a refusal', refused(404)],
    ['a success that says nothing', unreadable],
  ])('%s', (_, reply) => {
    expectRefuted(cold(reply), /does not say that it is unavailable/);
  });
});

test('no reply leaves it unproven', () => {
  expectUnproven(cold(failed(503), lost()), /^1 calls got no answer that could be judged/);
});

test('an action in the body of a 503 refutes it: who does not look at the status acts on it', () => {
  expectRefuted(cold({ kind: 'failed', status: 503, text: 'no model', action: 2 }), /answers with an action/);
});

test('a cold endpoint that is busy, and says so, leaves it unproven', () => {
  expectUnproven(cold(failed(503), refused(429)), /^1 calls got no answer/);
});
