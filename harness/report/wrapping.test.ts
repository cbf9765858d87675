import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plainText } from './plain-text.ts';
import { hostileText } from './testing/hostile-text.ts';
import { columnsOf, wrapped } from './wrapping.ts';

test('columns are counted as a terminal shows them', () => {
  expect(columnsOf('abc')).toBe(3);
  expect(columnsOf('✓ a → b')).toBe(7);
  expect(columnsOf('注文')).toBe(4);
  expect(columnsOf('🙂')).toBe(2);
  expect(columnsOf('e\u0301')).toBe(1);
});

describe('wrapping', () => {
  test('leaves a text that fits as it is, with its spaces', () => {
    expect(wrapped('a  b', 4)).toEqual(['a  b']);
  });

  test('breaks between words', () => {
    expect(wrapped('the served action is not it', 10)).toEqual(['the served', 'action is', 'not it']);
  });

  test('cuts a word that is longer than a line', () => {
    expect(wrapped('see abcdefghijklm now', 5)).toEqual(['see', 'abcde', 'fghij', 'klm', 'now']);
  });

  test('keeps every line within the width, and loses nothing but spaces', () => {
    fc.assert(
      fc.property(hostileText.map(plainText), fc.integer({ min: 2, max: 80 }), (text, width) => {
        const lines = wrapped(text, width);
        for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(width);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      }),
    );
  });
});
