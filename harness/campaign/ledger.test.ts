import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { EncodedRequest } from '../protocols/protocol.ts';
import { Ledger } from './ledger.ts';

const request = (body: EncodedRequest['body'], path = '/predict'): EncodedRequest => ({
  method: 'POST',
  path,
  headers: {},
  body,
});

const digestOf = (...requests: readonly EncodedRequest[]) => {
  const ledger = new Ledger();
  for (const each of requests) ledger.enter(each, 1);
  return ledger.digest();
};

test('requests are numbered from 1, and rows are added up', () => {
  const ledger = new Ledger();
  expect([ledger.enter(request('a'), 1), ledger.enter(request('b'), 64), ledger.enter(request('c'), 0)]).toEqual([
    1, 2, 3,
  ]);
  expect(ledger).toMatchObject({ requests: 3, observations: 65 });
});

test('the digest is that of method, path and body of each request, in order', () => {
  const bytes = 'POST /predict\na\nPOST /predict\nb\n';
  expect(digestOf(request('a'), request('b'))).toBe(createHash('sha256').update(bytes).digest('hex'));
  expect(digestOf(request('b'), request('a'))).not.toBe(digestOf(request('a'), request('b')));
  expect(digestOf(request('a', '/batch'))).not.toBe(digestOf(request('a')));
});

test('a text and its bytes are the same request', () => {
  expect(digestOf(request('{"é": 1}'))).toBe(digestOf(request(new TextEncoder().encode('{"é": 1}'))));
});

test('the digest may be asked for in between', () => {
  const ledger = new Ledger();
  ledger.enter(request('a'), 1);
  expect(ledger.digest()).toBe(digestOf(request('a')));
  ledger.enter(request('b'), 1);
  expect(ledger.digest()).toBe(digestOf(request('a'), request('b')));
});
