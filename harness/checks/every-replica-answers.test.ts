import { describe, expect, test } from 'vitest';
import type { Answerer } from '../history/run-event.ts';
import type { Reply } from '../protocols/protocol.ts';
import { everyReplicaAnswers } from './every-replica-answers.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { answer, busy, preferring } from './testing/replies.ts';
import { byMarked, byMarkedSaying, byOwn, SwapRun } from './testing/swap-run.ts';

const addresses = ['http://127.0.0.1:7001', 'http://127.0.0.1:7002'];

/** Two replicas, and what each answers; in turn with the own artifact in place, the marked one, and the own one again. */
function replicas(given: ConstructorParameters<typeof SwapRun>[0], ...answers: readonly (readonly Reply[])[]) {
  const run = new SwapRun(given);
  addresses.forEach((address, subject) => {
    run.fact({ kind: 'replica', subject, name: `endpoint-${subject + 1}`, address });
  });
  const must: readonly Answerer[] = ['own', 'marked', 'own'];
  must.forEach((note, turn) => {
    answers.forEach((replies, subject) => {
      const call = { phase: 'replicas', subject, note, expected: [preferring(0), preferring(1)] } as const;
      run.call({ ...call, reply: replies[turn]! });
    });
  });
  return run.by(everyReplicaAnswers);
}

const healthy = [byOwn, byMarked, byOwn];

test('replicas that all answer by the artifact in place prove it', () => {
  const notes = ['2 of 2 replicas took up the artifact, and the own again'];
  expectProven(replicas({}, healthy, healthy), { examined: 6, notes });
});

describe('one of them refutes it, by its address,', () => {
  test('that keeps the model which was replaced', () => {
    const [finding] = expectRefuted(
      replicas({}, healthy, [byOwn, byOwn, byOwn]),
      /^endpoint-2 at http:\/\/127\.0\.0\.1:7002 keeps the model that was replaced$/,
    );
    expect(finding?.expected).toBe('an answer of the marked policy, whose artifact is in place');
  });

  test('that never gets back to the own one', () => {
    expectRefuted(replicas({}, [byOwn, byMarked, byMarked], healthy), /^endpoint-1 at .*7001 keeps the model/);
  });

  test('that has no model', () => {
    const nothing = { kind: 'failed', status: 500, text: 'no model' } as const;
    expectRefuted(replicas({}, [nothing, nothing, nothing], healthy), /7001 does not answer$/, { violations: 3 });
  });

  test('that answers as nobody', () => {
    expectRefuted(replicas({}, [byOwn, answer(2), byOwn], healthy), /answers as neither policy$/);
  });

  test('that states the version of the other', () => {
    const stale = byMarkedSaying({ modelVersion: 'ab'.repeat(6) });
    const [finding] = expectRefuted(replicas({}, [byOwn, stale, byOwn], healthy), /7001 states another version than/);
    expect(finding).toMatchObject({ seen: 'ab'.repeat(6) });
  });
});

test('of which none was asked, leaves it unproven', () => {
  expectUnproven(new SwapRun().by(everyReplicaAnswers), /^no replica was seen with another artifact/);
});

test('a replica that is only busy where that is told is no finding', () => {
  const run = new SwapRun({ endpoint: { busy: [503] } });
  const expected = [preferring(0), preferring(1)];
  run.fact({ kind: 'replica', subject: 0, name: 'endpoint-1', address: addresses[0]! });
  for (const reply of [busy, byMarked]) run.call({ phase: 'replicas', note: 'marked', subject: 0, expected, reply });
  run.call({ phase: 'replicas', note: 'own', subject: 0, expected, reply: byOwn });
  expectProven(run.by(everyReplicaAnswers), { examined: 2 });
});

test.each([
  ['with another artifact in place', [byOwn, busy, byOwn]],
  ['with the own one in place again', [byOwn, byMarked, busy]],
])('one that is busy all the time %s leaves it unproven', (_, second) => {
  const judged = replicas({ endpoint: { busy: [503] } }, healthy, second);
  expectUnproven(judged, /^endpoint-2 at .*7002 was not seen to take it up, and the own again$/);
});
