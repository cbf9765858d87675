import { expect, test } from 'vitest';
import { requestIdOf } from './request-id.ts';

const message = (headers: readonly string[], body = '') => ({ headers, body: Buffer.from(body) });

test.each([
  [['X-Request-ID', 'seven'], 'seven'],
  [['a', 'b', 'x-request-id', 'seven', 'X-Request-Id', 'seven'], 'seven'],
  [['x-request-id', 'seven', 'x-request-id', 'eight'], undefined],
  [['x-request-id', ''], undefined],
  [['x-other', 'x-request-id'], undefined],
])('in the headers %j, it is %j', (headers, id) => {
  expect(requestIdOf(message(headers), { header: 'x-request-ID' })).toBe(id);
});

test.each([
  ['{"meta":{"id":"seven"}}', 'seven'],
  ['{"meta":{"id":7}}', '7'],
  ['{"meta":{"id":""}}', undefined],
  ['{"meta":{"id":null}}', undefined],
  ['{"meta":{}}', undefined],
  ['<html>', undefined],
])('in the body %j, it is %j', (body, id) => {
  expect(requestIdOf(message([], body), { pointer: '/meta/id' })).toBe(id);
});
