import type { InputTensor } from '../contract/tensor.ts';
import { called, type Entry, entriesOfInput, replaced } from './json-entry.ts';
import type { GoodBody, RowMistake } from './json-mistake.ts';
import { jsonNumber } from './json-number.ts';
import { valueWriter } from './json-value.ts';
import type { ObservationLayout } from './observation-layout.ts';
import { draftOf } from './row-draft.ts';
import { maskOf, valuesBesideTheirKind } from './wrong-kind.ts';

/** Numbers that a feature of its kind cannot be: no code, a fraction, neither 0 nor 1; and a mask that allows nothing. */
export function wrongKinds({ entries, layout }: GoodBody): RowMistake[] {
  const mask = maskOf(layout);
  const byFeature = new Map(entries.map((entry) => [entry.feature, entry]));
  const values = valuesBesideTheirKind(layout, [...byFeature.keys()]).map(({ feature, value, what }): RowMistake => {
    const entry = byFeature.get(feature)!;
    return {
      kind: 'value',
      note: `${called(entry)} is ${jsonNumber(value)}, ${what}`,
      feature,
      row: draftOf(replaced(entries, entry, jsonNumber(value)), layout.inputs),
    };
  });
  return mask ? [...values, allowingNothing(entries, layout, mask)] : values;
}

function allowingNothing(entries: readonly Entry[], { inputs }: ObservationLayout, mask: InputTensor): RowMistake {
  const flags = new Set(entriesOfInput(entries, mask));
  const text = valueWriter(mask.dtype)(0);
  const masked = entries.map((entry) => (flags.has(entry) ? { ...entry, text } : entry));
  return {
    kind: 'value',
    note: `the mask ${mask.name} allows no action`,
    feature: -1,
    row: draftOf(masked, inputs),
  };
}
