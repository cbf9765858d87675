import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { countOf, durationInWords, float32InWords } from './wording.ts';

test('counts have separators, and one thing is not many', () => {
  expect(countOf(1, 'violation')).toBe('1 violation');
  expect(countOf(4012, 'violation')).toBe('4,012 violations');
  expect(countOf(2, 'more kind', 'more kinds')).toBe('2 more kinds');
});

test('durations are told in seconds, from a minute on in minutes', () => {
  expect(durationInWords(21.43)).toBe('21.4 s');
  expect(durationInWords(59.96)).toBe('1 min 0 s');
  expect(durationInWords(185)).toBe('3 min 5 s');
});

test('a float32 is told by the shortest decimal that is no other float32', () => {
  expect(float32InWords(Math.fround(0.3))).toBe('0.3');
  expect(float32InWords(Math.fround(-0.03))).toBe('-0.03');
  expect(float32InWords(12)).toBe('12');
  expect(float32InWords(0)).toBe('0');
  expect(float32InWords(-0)).toBe('-0');
  fc.assert(
    fc.property(fc.float(), (value) => {
      expect(Math.fround(Number(float32InWords(value)))).toBe(value);
    }),
  );
});
