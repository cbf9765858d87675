import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Template } from '../contract/stack-file.ts';
import type { InputType } from '../contract/tensor.ts';
import { malformedBodies } from './json-malformed.ts';
import { malformedBatches } from './json-malformed-batch.ts';
import { compileTemplate } from './json-template.ts';
import { anyLayout, anyRow, layoutWith, real, templatesOf } from './testing/layouts.ts';
import { strictlyRead } from './testing/strict-server.ts';

/** Whole numbers have no minus zero. */
const withoutSigns = (rows: readonly (readonly number[])[]) => rows.map((row) => row.map((value) => value + 0));

describe('for every layout and every way to write it', () => {
  test('a strict server reads the rows that were encoded', () => {
    fc.assert(
      fc.property(
        anyLayout.chain((layout) =>
          fc.tuple(fc.constant(layout), fc.array(anyRow(layout), { minLength: 1, maxLength: 3 })),
        ),
        ([layout, rows]) => {
          const { one, several } = templatesOf(layout);
          const kind = rows.length === 1 ? 'predict' : 'batch';
          for (const template of kind === 'predict' ? one : several) {
            const values = Float32Array.from(rows.flat());
            const body = compileTemplate(
              template,
              layout,
              kind,
            )({ rows: rows.length, width: layout.features.length, values });
            const read = strictlyRead(template, layout, body);
            expect(withoutSigns(Array.isArray(read) ? read : []), String(read)).toEqual(withoutSigns(rows));
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  test('a strict server refuses every malformed request, and each differs from the others', () => {
    const layoutAndRow = anyLayout.chain((layout) => fc.tuple(fc.constant(layout), anyRow(layout)));
    fc.assert(
      fc.property(layoutAndRow, fc.nat(), fc.boolean(), ([layout, values], choice, batch) => {
        const { one, several } = templatesOf(layout);
        const templates = batch ? several : one;
        const template = templates[choice % templates.length]!;
        const row = Float32Array.from(values);
        const mistakes = batch ? malformedBatches(template, layout, row, 3) : malformedBodies(template, layout, row);

        const accepted = mistakes.filter(
          ({ body, contentType }) => contentType === undefined && Array.isArray(strictlyRead(template, layout, body)),
        );
        expect(accepted, JSON.stringify(template)).toEqual([]);
        const notes = new Set(mistakes.map(({ note }) => note));
        const bodies = new Set(mistakes.map(({ body, contentType }) => `${contentType} ${body}`));
        expect([notes.size, bodies.size], JSON.stringify(template)).toEqual([mistakes.length, mistakes.length]);
      }),
      { numRuns: 200 },
    );
  });

  test('a request of a lone value is still never right by accident', () => {
    const types: InputType[] = ['float32', 'float64', 'int64', 'bool'];
    for (const dtype of types) {
      for (const axes of [[], [1], [1, 1]]) {
        const layout = layoutWith([{ name: 'x', axes, dtype }], [real('price')]);
        const { one, several } = templatesOf(layout);
        const row = Float32Array.of(dtype === 'float32' ? 0.25 : 12);
        const accepted = (template: Template) => (mistake: { body: string; contentType?: string }) =>
          mistake.contentType === undefined && Array.isArray(strictlyRead(template, layout, mistake.body));
        expect([
          ...one.flatMap((template) => malformedBodies(template, layout, row).filter(accepted(template))),
          ...several.flatMap((template) => malformedBatches(template, layout, row, 3).filter(accepted(template))),
        ]).toEqual([]);
      }
    }
  });
});
