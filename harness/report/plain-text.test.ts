import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clipped, plainText, visibleJson } from './plain-text.ts';
import { forbidden, hostileText } from './testing/hostile-text.ts';

describe('plain text', () => {
  test('spells out what would move a cursor, turn a line around or not be seen', () => {
    expect(plainText('a\x1b[31mb')).toBe('a\\x1b[31mb');
    expect(plainText('one\r\ntwo\tthree')).toBe('one\\r\\ntwo\\tthree');
    expect(plainText('\u009b31m')).toBe('\\x9b31m');
    expect(plainText('\u202eNEVORP\u2069')).toBe('\\u202eNEVORP\\u2069');
    expect(plainText('a\u2028b\u200bc\ufeff')).toBe('a\\u2028b\\u200bc\\ufeff');
    expect(plainText('\ud800 \u{e0041}')).toBe('\\ud800 \\u{e0041}');
  });

  test('leaves words of every language as they are', () => {
    const words = 'naïve — “fünf” → 注文 שלום 🙂 100 %';
    expect(plainText(words)).toBe(words);
  });

  test('is plain already when it is made plain again', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const plain = plainText(text);
        expect(plain).not.toMatch(forbidden);
        expect(plainText(plain)).toBe(plain);
      }),
    );
  });
});

describe('clipped text', () => {
  test('is whole up to its most characters, and ends with an ellipsis beyond', () => {
    expect(clipped('12345', 5)).toBe('12345');
    expect(clipped('123456', 5)).toBe('1234…');
  });

  test('counts characters that take two code units as one, and cuts none in half', () => {
    expect(clipped('🙂🙂🙂', 3)).toBe('🙂🙂🙂');
    expect(clipped('🙂🙂🙂🙂', 3)).toBe('🙂🙂…');
  });
});

test('visible JSON says the same as the JSON, whatever its strings hold', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      const visible = visibleJson(JSON.stringify({ [text]: [text] }, null, 2));
      expect(JSON.parse(visible)).toEqual({ [text]: [text] });
      expect(visible.replaceAll('\n', '')).not.toMatch(forbidden);
    }),
  );
});
