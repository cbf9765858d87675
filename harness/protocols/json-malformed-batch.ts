import type { Template } from '../contract/stack-file.ts';
import { noEdits, writeDraft } from './json-draft.ts';
import { called, type Entry, entriesOf, misspelt, replaced, without } from './json-entry.ts';
import type { Mistake } from './json-malformed.ts';
import { placeholdersIn } from './json-placeholder.ts';
import type { MalformedKind } from './protocol.ts';

/** Every way in which a batch can be wrong whose other rows are good. */
export function malformedBatches(
  template: Template,
  features: readonly string[],
  row: Float32Array,
  rows: number,
): Mistake[] {
  const good = entriesOf(row, features);
  const kinds = new Set(placeholdersIn(template, features).map(({ kind }) => kind));
  const middle = good[good.length >> 1]!;
  const among = (bad: readonly Entry[]) =>
    writeDraft(template, features, {
      rows: Array.from({ length: rows }, (_, index) => (index === 1 ? bad : good)),
      edits: noEdits,
    });
  const mistake = (kind: MalformedKind, what: string, bad: readonly Entry[], feature = -1): Mistake => ({
    kind,
    note: `row 1 of ${rows}, among good ones: ${what}`,
    feature,
    body: among(bad),
  });

  const values = [
    ['NaN', 'NaN'],
    ['null', 'null'],
    ['1e999', 'the number 1e999, beyond a double'],
    [JSON.stringify(middle.text), `the string ${JSON.stringify(middle.text)}`],
  ] as const;
  const named = kinds.has('namedRows')
    ? [
        mistake('count', `${called(middle)} is missing`, without(good, middle), middle.feature),
        mistake(
          'name',
          `${called(middle)} is called ${misspelt(good, middle)}`,
          good.map((entry) => (entry === middle ? { ...entry, name: misspelt(good, middle) } : entry)),
          middle.feature,
        ),
      ]
    : [
        mistake('count', `${good.length - 1} values instead of ${good.length}`, good.slice(0, -1)),
        mistake('count', `${good.length + 1} values instead of ${good.length}`, [
          ...good,
          { ...middle, name: 'one too many' },
        ]),
      ];
  return [
    ...values.map(([text, what]) =>
      mistake('value', `${called(middle)} is ${what}`, replaced(good, middle, text), middle.feature),
    ),
    ...named,
    mistake('count', 'no values at all', []),
    {
      kind: 'body',
      note: 'a batch of no rows',
      feature: -1,
      body: writeDraft(template, features, { rows: [], edits: noEdits }),
    },
  ];
}
