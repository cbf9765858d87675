import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileObservationReader } from './json-observation.ts';
import { ReplyMismatch } from './json-shape.ts';
import { compileTemplate } from './json-template.ts';
import { anyLayout, anyRow, layoutWith, real, templatesOf, vectorLayout } from './testing/layouts.ts';

test('reads back what the template writes, of every layout', () => {
  const written = anyLayout.chain((layout) =>
    fc.record({
      layout: fc.constant(layout),
      template: fc.constantFrom(...templatesOf(layout).one),
      row: anyRow(layout).map((values) => Float32Array.from(values)),
    }),
  );
  fc.assert(
    fc.property(written, ({ layout, template, row }) => {
      const body = compileTemplate(template, layout, 'predict')({ rows: 1, width: row.length, values: row });
      // What is written as a whole number or as a truth has no minus zero.
      const plain = (values: Float32Array) => Array.from(values, (value) => value + 0);
      expect(plain(compileObservationReader(template, layout)(JSON.parse(body)))).toEqual(plain(row));
    }),
  );
});

test('passes over what stands beside the observation', () => {
  const read = compileObservationReader({ features: '${features}', model: 'a' }, vectorLayout(['bid', 'ask']));
  expect([...read({ id: 'x', features: [0.1, 2], model: 'b' })]).toEqual([Math.fround(0.1), 2]);
});

const layout = vectorLayout(['bid', 'ask']);
const several = layoutWith(
  [
    { name: 'book', axes: [2] },
    { name: 'halted', axes: [], dtype: 'bool' },
  ],
  ['bid', 'ask', 'halted'].map(real),
);

test.each([
  ['${features}', layout, [1, 2, 3], 'the body has 3 items, not 2'],
  [{ x: '${features}' }, layout, { x: [1, '2'] }, '/x/1 is the string "2", not a number'],
  [{ x: '${features}' }, layout, { y: [1, 2] }, 'the body has no "x"'],
  [{ x: '${features}' }, layout, [], 'the body is an array of 0, not an object with "x"'],
  [{ x: ['${rows}'] }, layout, { x: [] }, '/x has 0 items, not 1'],
  [
    { x: '${rows}' },
    layout,
    {
      x: [
        [1, 2],
        [3, 4],
      ],
    },
    '/x has 2 items, not 1',
  ],
  [{ x: '${named}' }, layout, { x: { bid: 1, as: 2 } }, '/x has no "ask"'],
  [{ x: '${flat}' }, layout, { x: 1 }, '/x is 1, not an array of 2'],
  ['${features}', several, { book: [1, 2], halted: 1 }, '/halted is 1, not true or false'],
  ['${features}', several, { book: [1, null], halted: true }, '/book/1 is null, not a number'],
])('says where a body is not as %j says', (template, of, body, problem) => {
  const read = compileObservationReader(template, of);
  expect(() => read(body)).toThrow(ReplyMismatch);
  expect(() => read(body)).toThrow(problem);
});
