import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ObservationBlock } from '../contract/observation-block.ts';
import type { Template } from '../contract/stack-file.ts';
import { compileTemplate } from './json-template.ts';
import { layoutWith, real, vectorLayout } from './testing/layouts.ts';

const layout = vectorLayout(['bid', 'ask "size"', 'spread']);

const router = layoutWith(
  [
    { name: 'book', axes: [2, 2] },
    { name: 'halted', axes: [], dtype: 'bool' },
    { name: 'venue "x"', axes: [], dtype: 'int64' },
  ],
  ['bid[0]', 'ask[0]', 'bid[1]', 'ask[1]', 'halted', 'venue'].map(real),
);

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
    expect(JSON.parse(compileTemplate(template, layout, kind)(block))).toEqual(body);
  });

  test.each<[Template, unknown]>([
    [
      '${features}',
      {
        book: [
          [0.5, -1],
          [2, 0],
        ],
        halted: true,
        'venue "x"': 3,
      },
    ],
    [
      ['${rows}'],
      [
        [
          {
            book: [
              [0.5, -1],
              [2, 0],
            ],
            halted: true,
            'venue "x"': 3,
          },
        ],
      ],
    ],
    [
      { b: '${input:book}', h: '${inputRows:halted}', v: '${input:venue "x"}', n: '${count}' },
      {
        b: [
          [0.5, -1],
          [2, 0],
        ],
        h: [true],
        v: 3,
        n: 1,
      },
    ],
    [
      { b: '${inputRows:book}', h: '${feature:halted}', v: '${feature:venue}' },
      {
        b: [
          [
            [0.5, -1],
            [2, 0],
          ],
        ],
        h: true,
        v: 3,
      },
    ],
    ['${named}', { 'bid[0]': 0.5, 'ask[0]': -1, 'bid[1]': 2, 'ask[1]': 0, halted: true, venue: 3 }],
    ['${flat}', [0.5, -1, 2, 0, true, 3]],
  ])('%j is written by input, as the axes and the type of each', (template, body) => {
    const row = [0.5, -1, 2, 0, 1, 3];
    const block = { rows: 1, width: 6, values: Float32Array.from(row) };
    expect(JSON.parse(compileTemplate(template, router, 'predict')(block))).toEqual(body);
  });

  test('of several rows has those of each input together, or an object a row', () => {
    const block = { rows: 2, width: 6, values: Float32Array.from([1, 2, 3, 4, 0, 5, 6, 7, 8, 9, 1, -0]) };
    const columns = { b: '${inputRows:book}', h: '${inputRows:halted}', v: '${inputRows:venue "x"}' };
    expect(compileTemplate(columns, router, 'batch')(block)).toBe(
      '{"b":[[[1,2],[3,4]],[[6,7],[8,9]]],"h":[false,true],"v":[5,0]}',
    );
    expect(compileTemplate('${rows}', router, 'batch')(block)).toBe(
      '[{"book":[[1,2],[3,4]],"halted":false,"venue \\"x\\"":5},{"book":[[6,7],[8,9]],"halted":true,"venue \\"x\\"":0}]',
    );
  });

  test('of one input is arrays nested as its axes; without axes, a value alone', () => {
    const window = layoutWith([{ name: 'window', axes: [2, 1, 2] }], ['a', 'b', 'c', 'd'].map(real));
    const block = { rows: 1, width: 4, values: Float32Array.of(1, -0, 3, 4) };
    expect(compileTemplate('${features}', window, 'predict')(block)).toBe('[[[1,-0.0]],[[3,4]]]');
    const lone = layoutWith([{ name: 'price', axes: [] }], [real('price')]);
    const prices = { rows: 2, width: 1, values: Float32Array.of(0.5, 2) };
    expect(compileTemplate({ x: '${features}' }, lone, 'predict')(prices)).toBe('{"x":0.5}');
    expect(compileTemplate({ x: '${rows}' }, lone, 'batch')(prices)).toBe('{"x":[0.5,2]}');
  });

  test('gives every float32 back exactly, the sign of zero included', () => {
    const arrays = compileTemplate('${features}', layout, 'predict');
    const names = compileTemplate({ a: '${named}' }, layout, 'predict');
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
    [
      'TEMPLATE_INCOMPLETE',
      ['${input:book}'],
      'predict',
      /sends 4 of 6 features; missing: the input halted, the input venue "x"$/,
    ],
    [
      'TEMPLATE_INCOMPLETE',
      ['${input:halted}', '${feature:bid[0]}', '${feature:venue}'],
      'predict',
      /missing: ask\[0\], bid\[1\], ask\[1\]$/,
    ],
    ['TEMPLATE_INCOMPLETE', { b: '${inputRows:book}' }, 'batch', /^the batch body sends 4 of 6 features/],
    ['TEMPLATE_UNKNOWN_PLACEHOLDER', ['${input:boo}'], 'predict', /no input of the contract has the name boo/],
    ['TEMPLATE_UNKNOWN_PLACEHOLDER', ['${inputRows:bid}'], 'batch', /no input of the contract has the name bid/],
    ['TEMPLATE_FOR_ONE_ROW', ['${input:book}'], 'batch', /\$\{input\}, which is one row/],
  ])('of several inputs is refused with %s: %j', (code, template, kind, problem) => {
    expect(() => compileTemplate(template, router, kind)).toThrow(
      expect.objectContaining({ code, exitCode: 64, problem: expect.stringMatching(problem) }),
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
    expect(() => compileTemplate(template, layout, kind)).toThrow(
      expect.objectContaining({ code, exitCode: 64, problem: expect.stringMatching(problem) }),
    );
  });
});
