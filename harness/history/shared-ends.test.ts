import fc from 'fast-check';
import { expect, test } from 'vitest';
import { between, joined, sharedEnds } from './shared-ends.ts';

/** Few different bytes, so that ends are often shared, and overlap. */
const body = fc.uint8Array({ max: 1, maxLength: 12 });

test('a body is what it shares with another one, and what is between', () => {
  fc.assert(
    fc.property(body, body, (one, other) => {
      const ends = sharedEnds(one, other);
      expect(joined(other, ends, between(one, ends))).toEqual(one);
    }),
  );
});

test('what is shared is not stored', () => {
  const [one, other] = ['{"scores":[1,2],"ms":0.25,"used":true}', '{"scores":[1,2],"ms":1.5,"used":true}'].map((text) =>
    Buffer.from(text),
  );
  expect(Buffer.from(between(one!, sharedEnds(one!, other!))).toString()).toBe('0.2');
  expect(between(one!, sharedEnds(one!, one!))).toHaveLength(0);
});
