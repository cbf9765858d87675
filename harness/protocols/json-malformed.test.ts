import { describe, expect, test } from 'vitest';
import type { Template } from '../contract/stack-file.ts';
import { noEdits, writeDraft } from './json-draft.ts';
import { entriesOf } from './json-entry.ts';
import { malformedBodies } from './json-malformed.ts';
import { malformedBatches } from './json-malformed-batch.ts';
import { compileTemplate } from './json-template.ts';

const features = Array.from({ length: 54 }, (_, index) => `feature_${index}`);
const row = Float32Array.from(features, (_, index) => index / 64);

const templates: Record<string, Template> = {
  array: { features: '${features}' },
  bare: '${rows}',
  flat: { inputs: [{ name: 'x', shape: ['${count}', 54], data: '${flat}' }] },
  named: { instances: '${namedRows}' },
  spelt: { row: Object.fromEntries(features.map((name) => [`x_${name}`, `\${feature:${name}}`])) },
};

describe.each(Object.entries(templates))('the malformed bodies of the %s template', (_, template) => {
  const good = compileTemplate(template, features, 'predict')({ rows: 1, width: 54, values: row });
  const mistakes = malformedBodies(template, features, row);

  test('a body without a mistake is the compiled one', () => {
    expect(writeDraft(template, features, { rows: [entriesOf(row, features)], edits: noEdits })).toBe(good);
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
    malformedBodies({ features: '${features}' }, features, row).map(({ note, body }) => [note, body]),
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
    const mistakes = malformedBodies(templates[name]!, features, row).filter(({ feature }) => feature === 53);
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
    const mistakes = malformedBatches(template, features, row, 3);
    expect(new Set(mistakes.map((mistake) => mistake.body)).size).toBe(mistakes.length);
    expect(mistakes[0]).toMatchObject({
      note: 'row 1 of 3, among good ones: feature 27 (feature_27) is NaN',
      feature: 27,
      body: expect.stringMatching(body),
    });
    expect(mistakes.at(-1)?.note).toBe('a batch of no rows');
  });
});
