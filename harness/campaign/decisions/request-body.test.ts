import { expect, test } from 'vitest';
import type { Contract } from '../../contract/contract.ts';
import { requestBody } from './request-body.ts';

const contract = {
  features: [{ name: 'price' }, { name: 'size' }],
  policy: { inputs: [{ name: 'x', axes: [2], size: 2, first: 0, dtype: 'float32' }], mask: undefined },
} as unknown as Pick<Contract, 'features' | 'policy'>;
const asked = { market: 'HERE', values: { limit: 40 }, features: Float32Array.of(0.5, 0.1) };

test('a market is named wherever the body says so', () => {
  expect(requestBody({ of: ['m/${market}', '${market}'], n: 1 }, asked, contract)).toBe(
    '{"of":["m/HERE","HERE"],"n":1}',
  );
});

test('the observation is handed over, and what the exchange says as a number', () => {
  const body = { book: '${market}', limit: '${value:limit}', features: '${features}', by: '${named}' };
  expect(JSON.parse(requestBody(body, asked, contract))).toEqual({
    book: 'HERE',
    limit: 40,
    features: [0.5, expect.closeTo(0.1, 7)],
    by: { price: 0.5, size: expect.closeTo(0.1, 7) },
  });
});

test('what the exchange does not say is told, with what it does', () => {
  expect(() => requestBody({ n: '${value:limits}' }, asked, contract)).toThrow(/says no limits of its markets/);
});

test('a part of the observation is not enough', () => {
  expect(() => requestBody({ n: '${feature:price}' }, asked, contract)).toThrow(/missing: size/);
});
