import { expect, test } from 'vitest';
import { flattenedNumbers } from './flattened-numbers.ts';

test('numbers by their paths, joined by dots; nothing else', () => {
  expect(flattenedNumbers({ a: { b: [1, null, 'text', true], c: 0.5 }, d: {} }, 'root')).toEqual([
    { name: 'root.a.b.0', value: 1 },
    { name: 'root.a.c', value: 0.5 },
  ]);
  expect(flattenedNumbers(undefined)).toEqual([]);
});
