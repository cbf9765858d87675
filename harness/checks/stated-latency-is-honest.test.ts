import { describe, expect, test } from 'vitest';
import { statedLatencyIsHonest } from './stated-latency-is-honest.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { answer, preferring } from './testing/replies.ts';
import { ToldRun } from './testing/told-run.ts';

/** Calls alone that waited so long and whose replies stated so much; a way there and back of half a millisecond. */
const alone = (waited: number, stated: number | undefined, { calls = 40, probes = 40, way = 0.5 } = {}) =>
  new ToldRun()
    .calls(calls, (call) => ({
      phase: 'alone',
      expected: [preferring(0)],
      scheduledAt: 100 * call,
      sentAt: 100 * call,
      endedAt: 100 * call + waited,
      reply: answer(0, { latency: stated }),
    }))
    .fact(...Array.from({ length: probes }, () => ({ kind: 'transport', milliseconds: way }) as const))
    .by(statedLatencyIsHonest);

test('every third caller waits for what the statement leaves out: that refutes it, although medians agree', () => {
  const run = new ToldRun().calls(60, (call) => ({
    phase: 'alone',
    expected: [preferring(0)],
    sentAt: 0,
    endedAt: call % 3 === 0 ? 43.5 : 3.5,
    reply: answer(0, { latency: 3 }),
  }));
  run.fact(...Array.from({ length: 60 }, () => ({ kind: 'transport', milliseconds: 0.5 }) as const));
  expectRefuted(run.by(statedLatencyIsHonest), /what the slowest callers wait for/);
});

describe('it is proven where', () => {
  test('what is stated and the way explain what was waited', () => {
    const result = alone(3.5, 3);
    expectProven(result, { examined: 40 });
    expect(result.notes).toEqual(['stated 3.000 ms, waited 3.500 ms, way there and back 0.500 ms (medians)']);
  });

  test('what remains is no more than the slack', () => {
    expectProven(alone(4.9, 3));
    expectProven(alone(2.1, 3));
  });

  test('some replies are late: medians are compared', () => {
    const run = new ToldRun().calls(40, (call) => ({
      phase: 'alone',
      expected: [preferring(0)],
      sentAt: 0,
      endedAt: call % 10 === 0 ? 900 : 3.5,
      reply: answer(0, { latency: 3 }),
    }));
    run.fact(...Array.from({ length: 40 }, () => ({ kind: 'transport', milliseconds: 0.5 }) as const));
    expectProven(run.by(statedLatencyIsHonest));
  });
});

describe('it is refuted where', () => {
  test('the statement leaves out what the caller waits for', () => {
    const [finding] = expectRefuted(alone(50, 3), /leaves out what the caller waits for/);
    expect(finding!.seen).toMatch(/^46\.50 ms: stated 3\.000 ms/);
  });

  test('more is stated than was waited', () => {
    expectRefuted(alone(3, 50), /longer than what the caller waits for/);
  });
});

describe('where others took the processors', () => {
  /** Of 40 calls, so many waited 9 ms beyond what was stated; all of them together waited so long for a processor. */
  const beside = (slow: number, { waited = 400, others = 900, leftOut = 9 } = {}) => {
    const run = new ToldRun().calls(40, (call) => ({
      phase: 'alone',
      expected: [preferring(0)],
      sentAt: 0,
      endedAt: call < slow ? 3.5 + leftOut : 3.5,
      reply: answer(0, { latency: 3 }),
    }));
    run.fact(...Array.from({ length: 40 }, () => ({ kind: 'transport', milliseconds: 0.5 }) as const));
    run.fact({ kind: 'processors', phase: 'alone', all: 1_000, idle: 0, others, waited });
    return run.by(statedLatencyIsHonest);
  };

  test('what waiting for one explains refutes nothing', () => {
    expectUnproven(
      beside(24),
      /^this machine was too busy to measure: 9\.00 ms are left out, but others took 90 % .* for which 10\.00 ms/,
    );
    expectUnproven(beside(12), /9\.00 ms are left out in the slowest quarter/);
  });

  test('a quarter of the calls may have waited four times as long as all of them did in the mean', () => {
    expectUnproven(beside(12, { waited: 80 }), /in the slowest quarter, .* for which 2\.00 ms were waited a call$/);
    expectRefuted(beside(12, { waited: 39 }), /what the slowest callers wait for/);
  });

  test('what it does not explain is left out', () => {
    expectRefuted(beside(24, { waited: 100 }), /leaves out what the caller waits for/);
    expectRefuted(beside(12, { waited: 20 }), /what the slowest callers wait for/);
  });

  test('what every caller waits for is left out', () => {
    expectRefuted(beside(40), /leaves out what the caller waits for/);
  });

  test('but not enough of them, the endpoint waited for itself', () => {
    expectRefuted(beside(24, { others: 199 }), /leaves out what the caller waits for/);
  });
});

describe('it stays unproven where', () => {
  test('answers do not state it', () => {
    expectUnproven(alone(3, undefined), /^40 answers do not state/);
  });

  test('there are too few of them', () => {
    expectUnproven(alone(50, 3, { calls: 31 }), /too few/);
  });

  test('the way there and back was not measured', () => {
    expectUnproven(alone(50, 3, { probes: 31 }), /was not measured/);
  });
});
