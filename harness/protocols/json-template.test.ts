import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ObservationBlock } from '../contract/observation-block.ts';
import type { Template } from '../contract/stack-file.ts';
import { compileTemplate } from './json-template.ts';

const features = ['bid', 'ask "size"', 'spread'];

function blockOf(...rows: number[][]): ObservationBlock {
  return { rows: rows.length, width: 3, values: Float32Array.from(rows.flat()) };
}

describe('a body template', () => {
  const one = blockOf([0.5, -1, 2]);
  const two = blockOf([0.5, -1, 2], [0.25, 0, 3]);

  test.each<[Template, ObservationBlock, unknown]>([
    [{ features: '${features}' }, one, { features: [0.5, -1, 2] }],
    ['${features}', one, [0.5, -1, 2]],
    [
      { instances: '${rows}', n: '${count}' },
      two,
      {
        instances: [
          [0.5, -1, 2],
          [0.25, 0, 3],
        ],
        n: 2,
      },
    ],
    [{ data: '${named}' }, one, { data: { bid: 0.5, 'ask "size"': -1, spread: 2 } }],
    [
      ['${namedRows}'],
      two,
      [
        [
          { bid: 0.5, 'ask "size"': -1, spread: 2 },
          { bid: 0.25, 'ask "size"': 0, spread: 3 },
        ],
      ],
    ],
    [
      { inputs: [{ name: 'x', shape: ['${count}', 3], data: '${flat}' }], id: null, raw: true },
      two,
      { inputs: [{ name: 'x', shape: [2, 3], data: [0.5, -1, 2, 0.25, 0, 3] }], id: null, raw: true },
    ],
    [
      { b: '${feature:bid}', a: { z: '${feature:ask "size"}' }, s: ['${feature:spread}'] },
      one,
      { b: 0.5, a: { z: -1 }, s: [2] },
    ],
  ])('%j is written around the values', (template, block, body) => {
    const kind = block.rows === 1 ? 'predict' : 'batch';
    expect(JSON.parse(compileTemplate(template, features, kind)(block))).toEqual(body);
  });

  test('gives every float32 back exactly, the sign of zero included', () => {
    const arrays = compileTemplate('${features}', features, 'predict');
    const names = compileTemplate({ a: '${named}' }, features, 'predict');
    const finite = fc.float({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(fc.tuple(finite, finite, fc.constantFrom(0, -0, 0.1, 1e-45, 3.4028234663852886e38)), (row) => {
        const block = blockOf(row);
        const expected = [...block.values];
        expect(JSON.parse(arrays(block))).toEqual(expected);
        expect(Object.values(JSON.parse(names(block)).a)).toEqual(expected);
      }),
    );
  });

  test.each<[string, Template, 'predict' | 'batch', RegExp]>([
    ['TEMPLATE_WITHOUT_OBSERVATION', { features: [1, 2, 3] }, 'predict', /sends no observation/],
    ['TEMPLATE_WITHOUT_OBSERVATION', { n: '${count}' }, 'predict', /sends no observation/],
    ['TEMPLATE_UNKNOWN_PLACEHOLDER', { x: '${feature}' }, 'predict', /"\$\{feature\}", which stands for nothing/],
    ['TEMPLATE_UNKNOWN_PLACEHOLDER', { x: 'rows: ${rows}' }, 'predict', /stands for nothing/],
    ['TEMPLATE_UNKNOWN_PLACEHOLDER', { x: '${feature:bit}' }, 'predict', /no feature of the contract has the name bit/],
    ['TEMPLATE_INCOMPLETE', { x: '${feature:bid}' }, 'predict', /sends 1 of 3 features; missing: ask "size", spread/],
    ['TEMPLATE_FOR_ONE_ROW', { x: '${features}' }, 'batch', /\$\{features\}, which is one row/],
  ])('is refused with %s: %j', (code, template, kind, problem) => {
    expect(() => compileTemplate(template, features, kind)).toThrow(
      expect.objectContaining({ code, exitCode: 64, problem: expect.stringMatching(problem) }),
    );
  });
});
