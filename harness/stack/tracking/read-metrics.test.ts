import { expect, test } from 'vitest';
import { summary } from './read-metrics.ts';

test('the last of the steps counts, and NaN and infinities, also as a database keeps them, are told', () => {
  const points = [
    { step: 3, value: 0.25 },
    { step: 0, value: 'NaN' },
    { step: 1, value: Number.MAX_VALUE },
    { step: 2, value: '-Infinity' },
  ];
  expect(summary('loss', points)).toEqual({
    name: 'loss',
    points: 4,
    last: 0.25,
    notFinite: [
      { step: 0, value: 'NaN' },
      { step: 1, value: String(Number.MAX_VALUE) },
      { step: 2, value: '-Infinity' },
    ],
  });
});
