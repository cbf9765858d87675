import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readStrictJson } from './strict-json.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const read = (text: string) => readStrictJson(bytes(text));

describe('what is JSON', () => {
  test('is read as JSON.parse reads it, whatever the white space', () => {
    fc.assert(
      fc.property(
        fc.json({ depthSize: 'medium', stringUnit: 'binary' }),
        fc.integer({ min: 0, max: 4 }),
        (json, indent) => {
          const text = JSON.stringify(JSON.parse(json), undefined, indent);
          expect(read(text)).toEqual({ kind: 'value', value: JSON.parse(text) });
        },
      ),
      { numRuns: 500 },
    );
  });

  test('includes every number and every escape of the grammar', () => {
    const text = String.raw`[0, -0.0, 1e5, 1E+05, 2.5e-3, 1e308, -1e308, 1e-400, "\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00\ud800", true, false, null]`;
    expect(read(text)).toEqual({ kind: 'value', value: JSON.parse(text) });
  });

  test('has the names that it states, whatever was read before', () => {
    // A first name of its own, so that V8 expects the second.
    const [one, other] = [
      String.raw`{"seen nowhere else": 1, "its \\": 2}`,
      String.raw`{"seen nowhere else": 1, "its \"": [3]}`,
    ];
    expect(read(one)).toEqual({ kind: 'value', value: { 'seen nowhere else': 1, 'its \\': 2 } });
    expect(read(other)).toEqual({ kind: 'value', value: { 'seen nowhere else': 1, 'its "': [3] } });
    const deep = read(String.raw`{"__proto__": {"\"": [-1.5e2, true, null, "\\\"]"]}, "é\u0041": {}}`);
    expect(deep).toEqual({
      kind: 'value',
      value: Object.fromEntries([
        ['__proto__', { '"': [-150, true, null, '\\"]'] }],
        ['éA', {}],
      ]),
    });
    const long = `{"\\"": "${'\\\\'.repeat(500_000)}"}`;
    expect(read(long)).toEqual({ kind: 'value', value: { '"': '\\'.repeat(500_000) } });
  });

  test('may name a key __proto__, which changes nobody', () => {
    const reply = read('{"__proto__": {"action": 3}, "constructor": 1}');
    if (reply.kind !== 'value') throw new Error(reply.problem);
    expect(Object.getPrototypeOf(reply.value)).toBe(Object.prototype);
    expect(Object.hasOwn(Object(reply.value), '__proto__')).toBe(true);
    expect(({} as { action?: unknown }).action).toBeUndefined();
  });

  test('may be 64 levels deep', () => {
    expect(read('['.repeat(64) + ']'.repeat(64)).kind).toBe('value');
  });
});

describe('what is refused, and why', () => {
  test.each([
    ['', 'empty', 'the body is empty'],
    [' \n ', 'empty', 'white space'],
    ['{"a": NaN}', 'not-a-number', 'NaN is no JSON at line 1, column 7 (byte 6)'],
    ['[Infinity]', 'not-a-number', 'Infinity'],
    ['[-Infinity]', 'not-a-number', '-Infinity'],
    ['[1e999]', 'number-overflow', '1e999 is beyond a double at line 1, column 2'],
    ['[-1e999]', 'number-overflow', '-1e999'],
    [`[${'9'.repeat(400)}]`, 'number-overflow', 'beyond a double'],
    ['{"a": 1, "b": 2, "a": 3}', 'duplicate-key', 'the key "a" stands twice at line 1, column 18'],
    [String.raw`{"a": 1, "\u0061": 3}`, 'duplicate-key', 'the key "a" stands twice'],
    ['{"__proto__": 1, "__proto__": 2}', 'duplicate-key', '__proto__'],
    ['{"a": 1} x', 'trailing', '"x" after the end'],
    ['{}{}', 'trailing', '"{}" after the end'],
    ['<!doctype html><p>502', 'html', 'HTML, not JSON'],
    ['  <html>', 'html', 'HTML, not JSON'],
    ['\ufeff{}', 'syntax', 'a value is expected'],
    ['{"a": 1,}', 'syntax', 'a name in quotes is expected'],
    ['[1,]', 'syntax', 'a value is expected'],
    ['[1 2]', 'syntax', '"2]" where "," or "]" is expected at line 1, column 4'],
    ['{"a" 1}', 'syntax', '":" is expected'],
    ["{'a': 1}", 'syntax', 'a name in quotes'],
    ['[01]', 'syntax', 'leading zero'],
    ['[1.]', 'syntax', 'after the point'],
    ['[.5]', 'syntax', 'a value'],
    ['[+1]', 'syntax', 'a value'],
    ['[1e]', 'syntax', 'exponent'],
    ['[-]', 'syntax', 'after the minus'],
    ['["a', 'syntax', 'the end where the end of the string'],
    ['["a\nb"]', 'syntax', 'no control character'],
    [String.raw`["\x"]`, 'syntax', 'an escape'],
    [String.raw`["\u12g4"]`, 'syntax', 'an escape'],
    ['[tru]', 'syntax', 'a value'],
    ['{\n  "a": 1,\n  "b": oops\n}', 'syntax', 'line 3, column 8 (byte 19)'],
  ])('%j is %s', (text, reason, problem) => {
    expect(read(text)).toMatchObject({ kind: 'refused', reason, problem: expect.stringContaining(problem) });
  });

  test('a hundred thousand levels, before they cost anything', () => {
    expect(read('['.repeat(100_000))).toMatchObject({
      reason: 'too-deep',
      problem: expect.stringContaining('byte 64'),
    });
    expect(read('{"a":'.repeat(65))).toMatchObject({ reason: 'too-deep' });
  });

  test('a key that stands twice among thousands', () => {
    const keys = Array.from({ length: 5_000 }, (_, index) => `"k${index}":0`);
    expect(read(`{${keys.join()}}`).kind).toBe('value');
    expect(read(`{${[...keys, '"k17":1'].join()}}`)).toMatchObject({ reason: 'duplicate-key' });
  });

  test('invalid UTF-8, with the byte where it begins', () => {
    const invalid = Uint8Array.of(0x22, 0xc3, 0xa9, 0xef, 0xbf, 0xbd, 0xff, 0x22);
    expect(readStrictJson(invalid)).toMatchObject({ reason: 'invalid-utf8', problem: 'invalid UTF-8 at byte 6' });
    const packed = readStrictJson(gzipSync('{}'));
    expect(packed).toMatchObject({ reason: 'invalid-utf8', problem: expect.stringContaining('compressed by gzip') });
    expect(readStrictJson(Uint8Array.of(0x22, 0xf0, 0x9f))).toMatchObject({ problem: 'invalid UTF-8 at byte 1' });
  });

  test('a body beyond the limit', () => {
    expect(readStrictJson(bytes('[1,2,3]'), 6)).toMatchObject({ reason: 'too-large' });
  });

  test('everything that JSON.parse refuses: a good text with one character changed', () => {
    const mutation = fc.record({
      json: fc.json(),
      at: fc.nat(),
      character: fc.constantFrom(...'{}[]",:.-+eE019tnx\\ \n'),
    });
    fc.assert(
      fc.property(mutation, ({ json, at, character }) => {
        const position = at % (json.length + 1);
        const text = json.slice(0, position) + character + json.slice(position + (at % 2));
        const strict = read(text);
        if (strict.kind === 'value') expect(strict.value).toEqual(JSON.parse(text));
        else if (!['duplicate-key', 'number-overflow'].includes(strict.reason))
          expect(() => JSON.parse(text)).toThrow();
      }),
      { numRuns: 2_000 },
    );
  });
});
