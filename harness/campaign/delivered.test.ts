import { expect, test } from 'vitest';
import { endpoint } from '../checks/testing/small-contract.ts';
import type { EndpointFile } from '../contract/stack-file.ts';
import type { Outcome } from '../history/exchange.ts';
import { Delivered } from './delivered.ts';

const reply = (status: number): Outcome => ({ kind: 'reply', status, contentType: '', body: new Uint8Array() });
const lost: Outcome = { kind: 'lost', reason: 'deadline', message: '' };
const counting = (counters: Partial<NonNullable<EndpointFile['counters']>>) => ({
  counters: { ...endpoint.counters!, ...counters },
});

const delivered = (...calls: readonly (readonly [Outcome, number])[]) => {
  const all = new Delivered();
  for (const [outcome, rows] of calls) all.see(outcome, rows);
  return all;
};

test('rows that were answered are awaited, of single requests and of batches', () => {
  const all = delivered([reply(200), 1], [reply(201), 64]);
  expect([all.answeredRows, all.decisions(), all.inferences(endpoint)]).toEqual([65, 65, 65]);
  expect(all.inferences(counting({ unit: 'requests' }))).toBe(2);
});

test('what was refused is awaited only by counters that count it', () => {
  const all = delivered([reply(200), 1], [reply(422), 3], [reply(500), 1], [reply(400), 0]);
  expect([all.decisions(), all.inferences(endpoint)]).toEqual([1, 1]);
  expect(all.inferences(counting({ refused: 'counted' }))).toBe(5);
  expect(all.inferences(counting({ refused: 'counted', unit: 'requests' }))).toBe(3);
});

test.each([
  ['a lost reply', lost, 1],
  ['an answer to a malformed request', reply(200), 0],
] as const)('after %s nobody can know what to wait for', (_, outcome, rows) => {
  const all = delivered([reply(200), 1], [outcome, rows]);
  expect([all.decisions(), all.inferences(endpoint)]).toEqual([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]);
});
