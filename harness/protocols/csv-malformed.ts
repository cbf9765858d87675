import type { Feature } from '../contract/feature.ts';
import { some } from './json-entry.ts';
import type { Mistake } from './json-mistake.ts';

type Cells = readonly string[];

/** Every way in which one row of text/csv can be wrong. */
export function malformedRow(cells: Cells, features: readonly Feature[]): Mistake[] {
  return [
    ...mistakenCells(cells, features).map(({ wrong, ...mistake }) => ({ ...mistake, body: wrong.join(',') })),
    body('the body is empty', ''),
    body('the body is an empty line', '\n'),
    body('the body is a header without a row', features.map(({ name }) => name).join(',')),
    body('the values are separated by semicolons', cells.join(';')),
    body('the body is text, and no row', 'hold, please'),
    { ...body('the body is JSON, and says that it is text/csv', JSON.stringify({ features: cells.map(Number) })) },
  ];
}

/** Every way in which a batch can be wrong whose other rows are good. */
export function malformedRows(cells: Cells, features: readonly Feature[], rows: number): Mistake[] {
  return mistakenCells(cells, features).map(({ wrong, note, ...mistake }) => ({
    ...mistake,
    note: `row 1 of ${rows}, among good ones: ${note}`,
    body: Array.from({ length: rows }, (_, index) => (index === 1 ? wrong : cells).join(',')).join('\n'),
  }));
}

interface MistakenCells extends Omit<Mistake, 'body'> {
  readonly wrong: Cells;
}

function mistakenCells(cells: Cells, features: readonly Feature[]): MistakenCells[] {
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
  const values = some([...cells.keys()]).flatMap((feature) =>
    words.map(
      ([text, what]): MistakenCells => ({
        kind: 'value',
        note: `feature ${feature} (${features[feature]!.name}) is ${what}`,
        feature,
        wrong: cells.with(feature, text),
      }),
    ),
  );
  return [...counts.map(([note, wrong]): MistakenCells => ({ kind: 'count', note, feature: -1, wrong })), ...values];
}

function body(note: string, text: string): Mistake {
  return { kind: 'body', note, feature: -1, body: text };
}
