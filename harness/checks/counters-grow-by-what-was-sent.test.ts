import { describe, expect, test } from 'vitest';
import type { EndpointFile } from '../contract/stack-file.ts';
import type { CounterFacts } from '../history/run-event.ts';
import type { Reply } from '../protocols/protocol.ts';
import { mostRowsOfMalformed } from './answered-rows.ts';
import { countersGrowByWhatWasSent } from './counters-grow-by-what-was-sent.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { answer, answered, busy, failed, lost, preferring, refused, row } from './testing/replies.ts';
import { endpoint } from './testing/small-contract.ts';
import { ToldRun } from './testing/told-run.ts';

const reading = (
  moment: CounterFacts['moment'],
  inferences: number | null,
  fallbacks: number | null = 0,
): CounterFacts => ({
  kind: 'counters',
  moment,
  inferences,
  fallbacks,
  problem: null,
});

const counting = (counters: Partial<NonNullable<EndpointFile['counters']>> | undefined) => ({
  endpoint: { counters: counters && { ...endpoint.counters!, ...counters } },
});

/** Two single rows and a batch of three, all answered: five rows in three requests. */
const fiveRows = (given = {}) =>
  new ToldRun(given)
    .calls(2, () => ({ expected: [preferring(1)], reply: answer(1) }))
    .call({ phase: 'batch', expected: [0, 1, 2].map(preferring), reply: answered(row(0), row(1), row(2)) });

const grown = (run: ToldRun, by: number, { from = 100, fallbacks = 0 } = {}) =>
  run.fact(reading('before', from), reading('after', from + by, fallbacks)).by(countersGrowByWhatWasSent);

test('growth by what was sent, and no fallbacks, prove it', () => {
  const result = grown(fiveRows(), 5);
  expectProven(result, { examined: 2 });
  expect(result.notes).toEqual(['inferences grew by 5, fallbacks by 0']);
});

test('requests are counted where the stack file says so', () => {
  expectProven(grown(fiveRows(counting({ unit: 'requests' })), 3));
  expectRefuted(grown(fiveRows(counting({ unit: 'requests' })), 5), /does not grow by what was sent/);
});

test('batches that the server makes by itself are at least one, and at most a row each', () => {
  for (const by of [1, 3, 5]) expectProven(grown(fiveRows(counting({ unit: 'batches' })), by));
  for (const by of [0, 6]) {
    expectRefuted(grown(fiveRows(counting({ unit: 'batches' })), by), /does not grow by what was sent/);
  }
});

test('a counter that does not exist before the first inference began at 0', () => {
  const run = fiveRows().fact(reading('before', null, null), reading('after', 5));
  expectProven(run.by(countersGrowByWhatWasSent));
});

describe('it is refuted by', () => {
  test.each([0, 4, 6])('growth by %i where 5 were sent', (by) => {
    const [finding] = expectRefuted(grown(fiveRows(), by), /^inferences_total does not grow by what was sent$/);
    expect(finding).toMatchObject({ expected: 'growth by 5', seen: `growth by ${by}, from 100 to ${100 + by}` });
  });

  test('fallbacks that the stack itself counts', () => {
    expectRefuted(grown(fiveRows(), 5, { fallbacks: 1 }), /^the stack itself counts fallbacks in fallbacks_total$/);
  });
});

describe('the interval', () => {
  const bounds = (run: () => ToldRun, least: number, most: number) => {
    for (const by of [least, most]) expectProven(grown(run(), by));
    for (const by of [least - 1, most + 1]) expectRefuted(grown(run(), by), /does not grow/);
  };
  const one = (reply: Reply, given = {}) => ({ expected: [preferring(0)], reply, ...given });

  test.each<[string, Reply]>([
    ['lost', lost()],
    ['unreadable', { kind: 'unreadable', status: 200, problem: '', text: '' }],
    ['failed', failed()],
  ])('reaches one further for a row whose reply was %s', (_, reply) => {
    bounds(() => fiveRows().call(one(reply)), 5, 6);
  });

  test('stays closed for a row that was refused', () => {
    bounds(() => fiveRows().call(one(refused())), 5, 5);
  });

  test('moves by a row that was refused, where refusals count', () => {
    bounds(() => fiveRows(counting({ refused: 'counted' })).call(one(refused())), 6, 6);
  });

  test('reaches further by every time that a row was asked again', () => {
    bounds(() => fiveRows().call(one(answer(0), { retries: 2 })), 6, 8);
    bounds(() => fiveRows().call(one(busy, { retries: 8 })), 5, 14);
  });

  test('reaches further for a malformed request that was answered, which may have been a batch', () => {
    const malformed = { phase: 'malformed', expected: [], reply: answer(0) } as const;
    bounds(() => fiveRows().call(malformed), 5, 5 + mostRowsOfMalformed);
    bounds(() => fiveRows(counting({ unit: 'requests' })).call(malformed), 3, 4);
  });

  test('stays closed for a malformed request that was refused', () => {
    bounds(() => fiveRows().call({ phase: 'malformed', expected: [], reply: refused() }), 5, 5);
  });
});

describe('it stays unproven where', () => {
  test.each<[string, CounterFacts[], RegExp]>([
    ['a counter went down', [reading('before', 100), reading('after', 4)], /went down: it was reset/],
    ['the counter of fallbacks went down', [reading('before', 0, 9), reading('after', 5, 0)], /went down/],
    ['there is no such counter', [reading('before', null), reading('after', null)], /no counter inferences_total/],
    [
      'there is no counter of fallbacks',
      [reading('before', 0, null), reading('after', 5, null)],
      /no counter fallbacks_total/,
    ],
    ['they were not read afterwards', [reading('before', 0)], /were not read/],
    [
      'they could not be read',
      [{ ...reading('before', null, null), problem: '/metrics answers with status 404' }, reading('after', 5)],
      /status 404/,
    ],
  ])('%s', (_, facts, reason) => {
    expectUnproven(
      fiveRows()
        .fact(...facts)
        .by(countersGrowByWhatWasSent),
      reason,
    );
  });

  test('the stack file names no counters', () => {
    expectUnproven(grown(fiveRows(counting(undefined)), 5), /names no counters/);
  });

  test('nothing was answered', () => {
    expectUnproven(grown(new ToldRun().call({ expected: [preferring(0)], reply: lost() }), 0), /nothing was answered/);
  });
});

test('a stack file without a counter of fallbacks is judged by its inferences, and that is told', () => {
  const result = grown(fiveRows(counting({ fallbacks: undefined })), 5);
  expectProven(result, { examined: 1 });
  expect(result.notes).toEqual(['the stack file names no counter of fallbacks']);
});
