import type { Feature } from '../contract/feature.ts';
import type { InputTensor, InputType } from '../contract/tensor.ts';
import { called, type Entry, entriesOfInput, replaced, some } from './json-entry.ts';
import type { GoodBody, RowMistake } from './json-mistake.ts';
import { jsonNumber } from './json-number.ts';
import { isFloat, valueWriter } from './json-value.ts';
import { inputWith, type ObservationLayout } from './observation-layout.ts';
import { draftOf } from './row-draft.ts';

type Wrong = readonly [value: number, what: string];

/** Numbers that a feature of its kind cannot be: no code, a fraction, neither 0 nor 1; and a mask that allows nothing. */
export function wrongKinds({ entries, layout }: GoodBody): RowMistake[] {
  const mask = layout.inputs.find(({ name }) => name === layout.mask);
  const kindOf = ({ feature }: Entry) => groupOf(layout.features[feature]!, inputWith(layout, feature).dtype);
  const groups = Map.groupBy(entries, (entry) => (inputWith(layout, entry.feature) === mask ? 'mask' : kindOf(entry)));
  const values = [...groups.values()].flatMap((members) =>
    some(members).flatMap((entry) =>
      valuesBeside(kindOf(entry), layout.features[entry.feature]!).map(
        ([value, what]): RowMistake => ({
          kind: 'value',
          note: `${called(entry)} is ${jsonNumber(value)}, ${what}`,
          feature: entry.feature,
          row: draftOf(replaced(entries, entry, jsonNumber(value)), layout.inputs),
        }),
      ),
    ),
  );
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

type Group = 'categorical' | 'flag' | 'integer' | 'real';

function groupOf({ kind = 'real' }: Feature, dtype: InputType): Group {
  if (kind === 'categorical') return 'categorical';
  if (kind === 'flag' || dtype === 'bool') return 'flag';
  return kind === 'integer' || !isFloat(dtype) ? 'integer' : 'real';
}

function valuesBeside(group: Group, { codes = [] }: Feature): readonly Wrong[] {
  switch (group) {
    case 'categorical':
      return valuesBesideCodes(codes);
    case 'flag':
      return [2, -1, 0.5].map((value) => [value, 'neither 0 nor 1']);
    case 'integer':
      return [[0.5, 'a fraction']];
    case 'real':
      return [];
  }
}

/** @param codes - in rising order */
function valuesBesideCodes(codes: readonly number[]): readonly Wrong[] {
  const [least = 0] = codes;
  const greatest = codes.at(-1) ?? 0;
  const between = codes.slice(1).flatMap((code, index) => strictlyBetween(codes[index]!, code));
  const wrong: readonly Wrong[] = [
    ...between.slice(0, 1).map((value) => [value, 'between two of its codes'] as const),
    [stepFrom(least, -1), 'below all of its codes'],
    [stepFrom(greatest, 1), 'above all of its codes'],
  ];
  return wrong.filter(([value]) => Number.isFinite(value));
}

/** A whole number where there is one; none where no float32 lies between. */
function strictlyBetween(lower: number, upper: number): number[] {
  const middle = lower + (upper - lower) / 2;
  return [Math.fround(Math.floor(middle)), Math.fround(middle)]
    .filter((value) => value > lower && value < upper)
    .slice(0, 1);
}

/** One further, or as much further as a float32 of that size can tell apart. */
function stepFrom(code: number, direction: 1 | -1): number {
  return Math.fround(code + direction * Math.max(1, Math.ceil(Math.abs(code) * 2 ** -20)));
}
