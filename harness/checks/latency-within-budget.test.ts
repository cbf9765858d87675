import { describe, expect, test } from 'vitest';
import type { Facts } from '../history/run-event.ts';
import type { Reply } from '../protocols/protocol.ts';
import { latencyWithinBudget } from './latency-within-budget.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { answer, busy, failed, lost, preferring } from './testing/replies.ts';
import { ToldRun } from './testing/told-run.ts';

/** A hundred requests a second; budgets are 5, 20 and 50 ms. */
const made = (
  latencies: readonly number[],
  { late = 0, facts = [] as readonly Facts[], reply = () => answer(0) as Reply } = {},
) =>
  new ToldRun()
    .calls(latencies.length, (call) => ({
      phase: 'latency',
      expected: [preferring(0)],
      scheduledAt: 10 * call,
      // A stalled endpoint holds every connection, so that a request is taken up late.
      sentAt: 10 * call + latencies[call]! / 2,
      endedAt: 10 * call + latencies[call]!,
      reply: reply(),
    }))
    .fact(...latencies.map(() => ({ kind: 'lateness', milliseconds: late }) as const))
    .fact(...facts)
    .by(latencyWithinBudget);

const of = (count: number, latency: number) => Array.from({ length: count }, () => latency);

test('latencies within the budgets prove it, and are told', () => {
  const result = made(of(200, 2));
  expectProven(result, { examined: 200 });
  expect(result.notes[0]).toBe(
    'p50 2.00 ms, p95 2.00 ms, p99 2.00 ms at 100 requests a second, counted from when each of 200 was due',
  );
});

describe('it is refuted by', () => {
  test('a median beyond its budget', () => {
    expectRefuted(made([...of(90, 2), ...of(110, 6)]), /^p50 of the latency is beyond its budget$/);
  });

  test('a tail beyond its budget', () => {
    expectRefuted(made([...of(188, 2), ...of(12, 30)]), /^p95 of the latency/);
    expectRefuted(made([...of(197, 2), ...of(3, 51)]), /^p99 of the latency/);
  });

  test('a stall: those who were due in it waited, although each was answered soon after it was taken up', () => {
    const stall = Array.from({ length: 10 }, (_, call) => 100 - 10 * call);
    const [finding] = expectRefuted(made([...of(190, 2), ...stall]), /^p99 of the latency/);
    expect(finding).toMatchObject({ expected: 'p99 at most 50 ms at 100 requests a second' });
  });
});

describe('where others took the processors', () => {
  /** What requests without inference took, and how long 200 calls together waited for a processor. */
  const meanwhile = (transport: number, waited: number, others = 900): readonly Facts[] => [
    ...of(50, transport).map((milliseconds) => ({ kind: 'transport-beside', milliseconds }) as const),
    { kind: 'processors', phase: 'latency', all: 1_000, idle: 0, others, waited },
  ];

  test('what waiting for one and a busy endpoint explain refutes nothing', () => {
    expectUnproven(
      made(of(200, 8.5), { facts: meanwhile(2, 200) }),
      /too busy to measure: p50 is 8\.50 ms .*but others took 90 % of this machine's processors, for which 1\.00 ms/,
    );
  });

  test('what they do not explain is the endpoint', () => {
    expectRefuted(made(of(200, 11), { facts: meanwhile(2, 200) }), /^p50 of the latency/);
    expectRefuted(made(of(200, 9), { facts: meanwhile(2, 0) }), /^p50 of the latency/);
  });

  test('but not enough of them, the endpoint waited for itself', () => {
    expectRefuted(made(of(200, 9), { facts: meanwhile(2, 200, 199) }), /^p50 of the latency/);
  });
});

describe('it stays unproven where', () => {
  test('this machine was late itself by what is too much', () => {
    expectUnproven(made(of(200, 6), { late: 1 }), /too busy to measure: p50/);
    expect(made(of(200, 60), { late: 1 }).violations).toBe(3);
  });

  test('this machine was so late that the rate was never offered', () => {
    expectUnproven(made(of(200, 400), { late: 398 }), /too busy to measure: p50 .*late by p50 398/);
  });

  test.each<[string, Reply]>([
    ['no reply', lost()],
    ['a quick failure', failed()],
    ['that the endpoint is busy', busy],
  ])('requests got %s: that is no latency of an answer', (_, reply) => {
    expectUnproven(made(of(200, 2), { reply: () => reply }), /^200 calls got no answer/);
  });

  test('nothing was sent', () => {
    expectUnproven(made([]), undefined);
  });
});
