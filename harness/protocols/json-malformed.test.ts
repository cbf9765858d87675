import { describe, expect, test } from 'vitest';
import type { Feature } from '../contract/feature.ts';
import type { Template } from '../contract/stack-file.ts';
import type { InputType } from '../contract/tensor.ts';
import { noEdits, writeDraft } from './json-draft.ts';
import { entriesOf } from './json-entry.ts';
import { malformedBodies } from './json-malformed.ts';
import { malformedBatches } from './json-malformed-batch.ts';
import { compileTemplate } from './json-template.ts';
import { draftOf } from './row-draft.ts';
import { layoutWith, real, vectorLayout } from './testing/layouts.ts';

const features = Array.from({ length: 54 }, (_, index) => `feature_${index}`);
const layout = vectorLayout(features);
const row = Float32Array.from(features, (_, index) => index / 64);

const templates: Record<string, Template> = {
  array: { features: '${features}' },
  bare: '${rows}',
  flat: { inputs: [{ name: 'x', shape: ['${count}', 54], data: '${flat}' }] },
  named: { instances: '${namedRows}' },
  spelt: { row: Object.fromEntries(features.map((name) => [`x_${name}`, `\${feature:${name}}`])) },
};

describe.each(Object.entries(templates))('the malformed bodies of the %s template', (_, template) => {
  const good = compileTemplate(template, layout, 'predict')({ rows: 1, width: 54, values: row });
  const mistakes = malformedBodies(template, layout, row);

  test('a body without a mistake is the compiled one', () => {
    expect(
      writeDraft(template, layout, { rows: [draftOf(entriesOf(row, layout), layout.inputs)], edits: noEdits }),
    ).toBe(good);
  });

  test('are many, all different, none of them good, each with its own note', () => {
    expect(mistakes.length).toBeGreaterThanOrEqual(50);
    expect(mistakes.length).toBeLessThanOrEqual(90);
    expect(new Set(mistakes.map(({ note }) => note)).size).toBe(mistakes.length);
    const bodies = mistakes.map(({ body, contentType }) => `${contentType} ${body}`);
    expect(new Set(bodies).size).toBe(mistakes.length);
    expect(bodies).not.toContain(`undefined ${good}`);
  });

  test('a note about a feature names the feature that is wrong', () => {
    for (const { note, feature } of mistakes) {
      const named = /^feature (\d+) \((\w+)\)/.exec(note);
      expect(named ? Number(named[1]) : -1).toBe(feature);
      if (named) expect(named[2]).toBe(features[feature]);
    }
    expect(new Set(mistakes.map(({ feature }) => feature))).toEqual(new Set([-1, 0, 27, 53]));
  });

  test('no body is larger than a good one by more than the deepest nesting', () => {
    for (const { body } of mistakes) expect(body.length).toBeLessThan(2 * good.length + 20_100);
  });
});

describe('the malformed bodies of an array', () => {
  const bodies = new Map(
    malformedBodies({ features: '${features}' }, layout, row).map(({ note, body }) => [note, body]),
  );
  const values = (note: string) => JSON.parse(bodies.get(note) ?? 'null').features;

  test('hold what JSON cannot, literally', () => {
    const literal = (what: string, text: string) =>
      expect(bodies.get(`feature 27 (feature_27) is ${what}`)).toBe(
        `{"features":[${[...row].map((value, index) => (index === 27 ? text : value)).join(',')}]}`,
      );
    literal('NaN', 'NaN');
    literal('-Infinity', '-Infinity');
    literal('the number 1e999, beyond a double', '1e999');
    literal('the number 1e39, beyond a float32', '1e39');
    literal('the string "0.421875"', '"0.421875"');
    literal('an array: [0.421875]', '[0.421875]');
  });

  test('have the wrong count', () => {
    expect(values('53 values instead of 54: the last is missing')).toEqual([...row].slice(0, -1));
    expect(values('53 values instead of 54: the first is missing')).toEqual([...row].slice(1));
    expect(values('55 values instead of 54: 0.5 is added at the end')).toEqual([...row, 0.5]);
    expect(values('0 values instead of 54')).toEqual([]);
    expect(values('3 values instead of 54: the first three')).toEqual([...row].slice(0, 3));
    expect(values('108 values instead of 54: all of them twice')).toEqual([...row, ...row]);
  });

  test('have the wrong key', () => {
    expect(bodies.get('the key features is missing')).toBe('{}');
    expect(bodies.get('the key features is called featuresx')).toMatch(/^\{"featuresx":\[0,/);
    expect(bodies.get('the key features stands twice, with different values')).toMatch(
      /^\{"features":\[0,.*,"features":\[0.5,/,
    );
    expect(values('the key features is a string that holds its JSON')).toBe(JSON.stringify([...row]));
  });
});

describe('the malformed bodies by name', () => {
  test.each([
    ['named', ''],
    ['spelt', 'x_'],
  ])('%s: a name is missing, misspelt, or stands twice', (name, prefix) => {
    const mistakes = malformedBodies(templates[name]!, layout, row).filter(({ feature }) => feature === 53);
    const body = (what: string) => mistakes.find(({ note }) => note.includes(what))?.body;
    expect(body('is missing')).not.toContain('feature_53');
    expect(body('is called')).toContain(`"${prefix}feature_53x":0.828125`);
    expect(body('stands twice')).toContain(`"${prefix}feature_53":0.828125,"${prefix}feature_53":0.5`);
  });
});

describe('the malformed batches', () => {
  test.each<[Template, RegExp]>([
    [{ instances: '${rows}' }, /^\{"instances":\[\[0,.*\],\[0,.*,NaN,.*\],\[0,.*\]\]\}$/],
    [{ data: '${flat}', n: '${count}' }, /^\{"data":\[0,.*,NaN,.*\],"n":3\}$/],
    [{ instances: '${namedRows}' }, /^\{"instances":\[\{.*\},\{.*:NaN,.*\},\{.*\}\]\}$/],
  ])('of %j have one bad row among good ones', (template, body) => {
    const mistakes = malformedBatches(template, layout, row, 3);
    expect(new Set(mistakes.map((mistake) => mistake.body)).size).toBe(mistakes.length);
    expect(mistakes[0]).toMatchObject({
      note: 'row 1 of 3, among good ones: feature 27 (feature_27) is NaN',
      feature: 27,
      body: expect.stringMatching(body),
    });
    expect(mistakes.at(-1)?.note).toBe('a batch of no rows');
  });
});

describe('the malformed bodies of several inputs', () => {
  const router = layoutWith(
    [
      { name: 'book', axes: [2, 2] },
      { name: 'venue', axes: [1], dtype: 'int64' },
      { name: 'action_mask', axes: [3] },
    ],
    [
      ...['bid[0]', 'ask[0]', 'bid[1]', 'ask[1]'].map(real),
      { name: 'venue', kind: 'categorical', codes: [0, 1, 5], minimum: 0, maximum: 5 },
      ...['HOLD', 'BUY', 'SELL'].map((label) => ({ ...real(`action_mask.${label}`), kind: 'flag' as const })),
    ],
    'action_mask',
  );
  const good = Float32Array.of(0.5, 0.25, 3, 2, 1, 1, 0, 1);
  const bodies = (template: Template) =>
    new Map(malformedBodies(template, router, good).map(({ kind, note, body }) => [note, [kind, body]]));
  const byObject = bodies('${features}');
  const book = '[[0.5,0.25],[3,2]]';

  test.each([
    ['the input book is missing', 'count', '{"venue":[1],"action_mask":[1,0,1]}'],
    ['the input book is called bookx', 'name', `{"bookx":${book},"venue":[1],"action_mask":[1,0,1]}`],
    [
      'the input venue stands twice, with different values',
      'name',
      `{"book":${book},"venue":[1],"venue":[0],"action_mask":[1,0,1]}`,
    ],
    [
      'an input that the contract does not name is added: not_an_input',
      'count',
      `{"book":${book},"venue":[1],"action_mask":[1,0,1],"not_an_input":[1]}`,
    ],
    [
      'the input book has 3 values instead of 4: the last is missing',
      'count',
      '{"book":[[0.5,0.25],[3]],"venue":[1],"action_mask":[1,0,1]}',
    ],
    [
      'the input action_mask has 2 values instead of 3: the last is missing',
      'count',
      `{"book":${book},"venue":[1],"action_mask":[1,0]}`,
    ],
    [
      'the input venue has 2 values instead of 1: 0 is added at the end',
      'count',
      `{"book":${book},"venue":[1,0],"action_mask":[1,0,1]}`,
    ],
    [
      'the input book has 1 steps instead of 2: the first is missing',
      'count',
      '{"book":[[3,2]],"venue":[1],"action_mask":[1,0,1]}',
    ],
    [
      'the input book has one level of arrays less: all values in one',
      'body',
      '{"book":[0.5,0.25,3,2],"venue":[1],"action_mask":[1,0,1]}',
    ],
    [
      'the input book has one level of arrays more: one around it all',
      'body',
      `{"book":[${book}],"venue":[1],"action_mask":[1,0,1]}`,
    ],
    ['the mask action_mask allows no action', 'value', `{"book":${book},"venue":[1],"action_mask":[0,0,0]}`],
    ['feature 4 (venue) is 3, between two of its codes', 'value', `{"book":${book},"venue":[3],"action_mask":[1,0,1]}`],
  ])('by name: %s', (note, kind, body) => {
    expect(byObject.get(note)).toEqual([kind, body]);
  });

  test('have a key for each input where the template spells them out', () => {
    const spelt = bodies({ x: { b: '${input:book}' }, v: '${inputRows:venue}', m: '${input:action_mask}' });
    expect(spelt.get('the key b, of the input book, is missing')).toEqual(['count', '{"x":{},"v":[[1]],"m":[1,0,1]}']);
    expect(spelt.get('the key m, of the input action_mask, is called mx')).toEqual([
      'name',
      `{"x":{"b":${book}},"v":[[1]],"mx":[1,0,1]}`,
    ]);
    expect(spelt.get('the key v, of the input venue, stands twice, with different values')?.[1]).toBe(
      `{"x":{"b":${book}},"v":[[1]],"v":[[0]],"m":[1,0,1]}`,
    );
    expect(spelt.get('the input venue has a row less than the others')?.[1]).toBe(
      `{"x":{"b":${book}},"v":[],"m":[1,0,1]}`,
    );
  });

  test('are also those of one row among good ones', () => {
    const notes = malformedBatches('${rows}', router, good, 3).map(({ note }) => note);
    expect(notes).toContain('row 1 of 3, among good ones: the input book is missing');
    expect(notes).toContain('row 1 of 3, among good ones: feature 4 (venue) is -1, below all of its codes');
    expect(notes).toContain('row 1 of 3, among good ones: the mask action_mask allows no action');
  });
});

describe('the malformed values of a kind', () => {
  const wrong = (feature: Partial<Feature>, dtype: InputType = 'float32') => {
    const one = layoutWith([{ name: 'x', axes: [1], dtype }], [{ ...real('x'), ...feature }]);
    const values = malformedBodies('${features}', one, Float32Array.of(feature.codes?.[0] ?? 1));
    return values.flatMap(({ note, body }) => {
      const number = / is (-?[\d.e+]+), (.*)$/.exec(note);
      if (number) expect(body).toBe(`[${number[1]}]`);
      return number ? [`${number[1]}: ${number[2]}`] : [];
    });
  };
  const codes = (...listed: number[]) => wrong({ kind: 'categorical', codes: listed });

  test('of a code are those between, below and above the codes', () => {
    const texts = (between: string, below: string, above: string) => [
      `${between}: between two of its codes`,
      `${below}: below all of its codes`,
      `${above}: above all of its codes`,
    ];
    expect(codes(0, 1, 5)).toEqual(texts('3', '-1', '6'));
    expect(codes(0, 1, 2)).toEqual(texts('0.5', '-1', '3'));
    expect(codes(2, 7)).toEqual(texts('4', '1', '8'));
    expect(codes(2 ** 25, 2 ** 25 + 8)).toEqual(texts('33554436', '33554400', '33554472'));
  });

  test('are none beside the codes where float32 has none', () => {
    const next = 2 ** 25 + 4;
    expect(codes(2 ** 25, next)).toEqual(['33554400: below all of its codes', '33554468: above all of its codes']);
  });

  test('of a flag are neither 0 nor 1, of a whole number a fraction, of a real number none', () => {
    const flags = ['2', '-1', '0.5'].map((value) => `${value}: neither 0 nor 1`);
    expect(wrong({ kind: 'flag' })).toEqual(flags);
    expect(wrong({ kind: 'flag' }, 'bool')).toEqual(flags);
    expect(wrong({ kind: 'integer', maximum: 9 })).toEqual(['0.5: a fraction']);
    expect(wrong({ maximum: 9 }, 'int32')).toEqual(['0.5: a fraction']);
    expect(wrong({})).toEqual([]);
  });
});

test('a flat array without a count is never a multiple of the row long', () => {
  const three = vectorLayout(['a', 'b', 'c']);
  const lengths = (mistakes: readonly { note: string; kind: string; body: string }[]) =>
    mistakes.filter(({ kind }) => kind === 'count').map(({ body }) => JSON.parse(body).length);
  const good = Float32Array.of(1, 2, 3);
  expect(lengths(malformedBodies('${flat}', three, good))).toEqual([2, 2, 4, 0]);
  expect(lengths(malformedBatches('${flat}', three, good, 3))).toEqual([8, 10]);
});
