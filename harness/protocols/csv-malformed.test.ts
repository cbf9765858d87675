import { expect, test } from 'vitest';
import { placedInputs } from '../contract/tensor.ts';
import { malformedRow, malformedRows } from './csv-malformed.ts';
import type { ObservationLayout } from './observation-layout.ts';

const flag = (name: string) => ({ name, minimum: 0, maximum: 1, kind: 'flag' as const });
const layout: ObservationLayout = {
  features: [
    { name: 'price', minimum: 0, maximum: 8 },
    { name: 'lots', minimum: 0, maximum: 8, kind: 'integer' },
    { name: 'venue', minimum: 0, maximum: 2, kind: 'categorical', codes: [0, 1, 2] },
    flag('HOLD'),
    flag('BUY'),
  ],
  inputs: placedInputs([
    { name: 'observation', shape: ['batch', 3], dtype: 'float32' },
    { name: 'action_mask', shape: ['batch', 2], dtype: 'float32' },
  ]),
  mask: 'action_mask',
};
const good = ['0.5', '4', '2', '1', '1'];

test('a row can have values that features of their kind cannot be, and a mask that allows nothing', () => {
  const bodies = new Map(malformedRow(good, layout).map(({ note, body }) => [note, body]));
  expect(bodies.get('feature 1 (lots) is 0.5, a fraction')).toBe('0.5,0.5,2,1,1');
  expect(bodies.get('feature 2 (venue) is -1, below all of its codes')).toBe('0.5,4,-1,1,1');
  expect(bodies.get('feature 2 (venue) is 3, above all of its codes')).toBe('0.5,4,3,1,1');
  expect(bodies.get('feature 4 (BUY) is 2, neither 0 nor 1')).toBe('0.5,4,2,1,2');
  expect(bodies.get('the mask action_mask allows no action')).toBe('0.5,4,2,0,0');
  expect(new Set(bodies.values()).size).toBe(bodies.size);
  expect([...bodies.values()]).not.toContain(good.join());
});

test('so can the second of several rows', () => {
  const bodies = malformedRows(good, layout, 3).map(({ body }) => body);
  expect(bodies).toContain(`${good}\n0.5,4,3,1,1\n${good}`);
  expect(bodies).toContain(`${good}\n0.5,4,2,0,0\n${good}`);
});
