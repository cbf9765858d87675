import { expect, test } from 'vitest';
import { pointerTokens, valueAt } from './json-pointer.ts';
import type { JsonValue } from './strict-json.ts';

/** The document of RFC 6901, section 5, and an array. */
const document: JsonValue = { foo: ['bar', 'baz'], '': 0, 'a/b': 1, 'm~n': 8, '~1': 9, ' ': 7 };

test.each([
  ['', document],
  ['/foo', ['bar', 'baz']],
  ['/foo/0', 'bar'],
  ['/', 0],
  ['/a~1b', 1],
  ['/m~0n', 8],
  ['/~01', 9],
  ['/ ', 7],
])('%j points to a value', (pointer, value) => {
  expect(valueAt(document, pointerTokens(pointer))).toEqual(value);
});

test.each(['/foo/2', '/foo/00', '/foo/-', '/foo/length', '/nothing', '/foo/0/0', '/constructor', '/__proto__'])(
  '%j points to nothing',
  (pointer) => {
    expect(valueAt(document, pointerTokens(pointer))).toBeUndefined();
  },
);
