import { some } from './json-entry.ts';
import type { Mistake } from './json-mistake.ts';
import { jsonNumber } from './json-number.ts';
import { valueWriter } from './json-value.ts';
import type { ObservationLayout } from './observation-layout.ts';
import { maskOf, valuesBesideTheirKind } from './wrong-kind.ts';

type Cells = readonly string[];

/** Every way in which one row of text/csv can be wrong. */
export function malformedRow(cells: Cells, layout: ObservationLayout): Mistake[] {
  const { features } = layout;
  return [
    ...mistakenCells(cells, layout).map(({ wrong, ...mistake }) => ({ ...mistake, body: wrong.join(',') })),
    body('the body is empty', ''),
    body('the body is an empty line', '\n'),
    body('the body is a header without a row', features.map(({ name }) => name).join(',')),
    body('the values are separated by semicolons', cells.join(';')),
    body('the body is text, and no row', 'hold, please'),
    { ...body('the body is JSON, and says that it is text/csv', JSON.stringify({ features: cells.map(Number) })) },
  ];
}

/** Every way in which a batch can be wrong whose other rows are good. */
export function malformedRows(cells: Cells, layout: ObservationLayout, rows: number): Mistake[] {
  return mistakenCells(cells, layout).map(({ wrong, note, ...mistake }) => ({
    ...mistake,
    note: `row 1 of ${rows}, among good ones: ${note}`,
    body: Array.from({ length: rows }, (_, index) => (index === 1 ? wrong : cells).join(',')).join('\n'),
  }));
}

interface MistakenCells extends Omit<Mistake, 'body'> {
  readonly wrong: Cells;
}

function mistakenCells(cells: Cells, layout: ObservationLayout): MistakenCells[] {
  const { features } = layout;
  const count = cells.length;
  const counts: [what: string, wrong: Cells][] = [
    [`${count - 1} values instead of ${count}: the last is missing`, cells.slice(0, -1)],
    [`${count - 1} values instead of ${count}: the first is missing`, cells.slice(1)],
    [`${count + 1} values instead of ${count}`, [...cells, '0.5']],
    [`${2 * count} values instead of ${count}: all of them twice`, [...cells, ...cells]],
  ];
  const words: [text: string, what: string][] = [
    ['', 'empty'],
    ['abc', 'the word abc'],
    ['NaN', 'NaN'],
    ['Infinity', 'Infinity'],
    ['1e39', 'the number 1e39, beyond a float32'],
    ['null', 'the word null'],
    ['"0.5', 'a quote that is not closed'],
  ];
  const value = (feature: number, text: string, what: string): MistakenCells => ({
    kind: 'value',
    note: `feature ${feature} (${features[feature]!.name}) is ${what}`,
    feature,
    wrong: cells.with(feature, text),
  });
  const indexes = [...cells.keys()];
  return [
    ...counts.map(([note, wrong]): MistakenCells => ({ kind: 'count', note, feature: -1, wrong })),
    ...some(indexes).flatMap((feature) => words.map(([text, what]) => value(feature, text, what))),
    ...valuesBesideTheirKind(layout, indexes).map(({ feature, value: wrong, what }) =>
      value(feature, jsonNumber(wrong), `${jsonNumber(wrong)}, ${what}`),
    ),
    ...allowingNothing(cells, layout),
  ];
}

function allowingNothing(cells: Cells, layout: ObservationLayout): MistakenCells[] {
  const mask = maskOf(layout);
  if (mask === undefined) return [];
  const { name, dtype, first, size } = mask;
  const zeros = Array.from({ length: size }, () => valueWriter(dtype)(0));
  const wrong = cells.toSpliced(first, size, ...zeros);
  return [{ kind: 'value', note: `the mask ${name} allows no action`, feature: -1, wrong }];
}

function body(note: string, text: string): Mistake {
  return { kind: 'body', note, feature: -1, body: text };
}
