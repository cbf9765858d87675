import type { Template } from '../contract/stack-file.ts';
import { noEdits, writeDraft } from './json-draft.ts';
import { called, type Entry, misspelt, oneTooMany, replaced, without } from './json-entry.ts';
import { wrongInputs } from './json-malformed-input.ts';
import { wrongKinds } from './json-malformed-kind.ts';
import {
  couldBeRows,
  distinct,
  type GoodBody,
  goodBody,
  hasInputs,
  hasOneArray,
  type Mistake,
  type RowMistake,
} from './json-mistake.ts';
import type { ObservationLayout } from './observation-layout.ts';
import type { MalformedKind } from './protocol.ts';
import { draftOf, entriesIn, type RowDraft } from './row-draft.ts';

/** Every way in which a batch can be wrong whose other rows are good. */
export function malformedBatches(
  template: Template,
  layout: ObservationLayout,
  row: Float32Array,
  rows: number,
): Mistake[] {
  const good = goodBody(template, layout, row);
  const goodRow = draftOf(good.entries, layout.inputs);
  const batchOf = (drafts: readonly RowDraft[]) => writeDraft(template, layout, { rows: drafts, edits: noEdits });
  const among = ({ row: wrong, note, ...mistake }: RowMistake): Mistake => ({
    ...mistake,
    note: `row 1 of ${rows}, among good ones: ${note}`,
    body: batchOf(Array.from({ length: rows }, (_, index) => (index === 1 ? wrong : goodRow))),
  });
  const countsAsGood = ({ kind, row: wrong }: RowMistake) =>
    kind === 'count' && couldBeRows((rows - 1) * good.entries.length + entriesIn(wrong).length, good);

  return distinct(
    [
      ...[...wrongEntries(good), ...(hasInputs(good) ? wrongInputs(good) : []), ...wrongKinds(good)]
        .filter((mistake) => !countsAsGood(mistake))
        .map(among),
      { kind: 'body', note: 'a batch of no rows', feature: -1, body: batchOf([]) },
    ],
    batchOf(Array.from({ length: rows }, () => goodRow)),
  );
}

/** A row whose middle value is wrong, or that has too few or too many of them. */
function wrongEntries(good: GoodBody): RowMistake[] {
  const { entries, kinds, layout } = good;
  const middle = entries[entries.length >> 1]!;
  const mistake = (kind: MalformedKind, note: string, wrong: readonly Entry[], feature = -1): RowMistake => ({
    kind,
    note,
    feature,
    row: draftOf(wrong, layout.inputs),
  });
  const values = [
    ['NaN', 'NaN'],
    ['null', 'null'],
    ['1e999', 'the number 1e999, beyond a double'],
    [JSON.stringify(middle.text), `the string ${JSON.stringify(middle.text)}`],
  ] as const;
  const name = misspelt(middle.name, entries);
  const named = [
    mistake('count', `${called(middle)} is missing`, without(entries, middle), middle.feature),
    mistake(
      'name',
      `${called(middle)} is called ${name}`,
      entries.map((entry) => (entry === middle ? { ...entry, name } : entry)),
      middle.feature,
    ),
  ];
  const count = entries.length;
  const counted = [
    mistake('count', `${count - 1} values instead of ${count}`, entries.slice(0, -1)),
    mistake('count', `${count + 1} values instead of ${count}`, [
      ...entries,
      { ...oneTooMany(entries), text: middle.text },
    ]),
  ];
  return [
    ...values.map(([text, what]) =>
      mistake('value', `${called(middle)} is ${what}`, replaced(entries, middle, text), middle.feature),
    ),
    ...(kinds.has('namedRows') ? named : hasOneArray(good) ? counted : []),
    mistake('count', 'no values at all', []),
  ];
}
