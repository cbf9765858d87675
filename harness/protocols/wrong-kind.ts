import type { Feature } from '../contract/feature.ts';
import type { InputTensor, InputType } from '../contract/tensor.ts';
import { some } from './json-entry.ts';
import { isFloat } from './json-value.ts';
import { inputWith, type ObservationLayout } from './observation-layout.ts';

/** A number that the feature cannot be, by its kind. */
export interface WrongValue {
  readonly feature: number;
  readonly value: number;
  readonly what: string;
}

type Wrong = readonly [value: number, what: string];

/**
 * No code, a fraction, neither 0 nor 1: of the first, the middle and the last of `features` of each kind and type.
 *
 * @param features - their indexes
 */
export function valuesBesideTheirKind(layout: ObservationLayout, features: readonly number[]): WrongValue[] {
  const mask = maskOf(layout);
  const typeOf = (feature: number) => inputWith(layout, feature).dtype;
  const kindOf = (feature: number) => groupOf(layout.features[feature]!, typeOf(feature));
  // Of each type of input as well: not every form can hold every wrong value of every type.
  const groups = Map.groupBy(features, (feature) =>
    inputWith(layout, feature) === mask ? 'mask' : `${kindOf(feature)} of ${typeOf(feature)}`,
  );
  return [...groups.values()].flatMap((members) =>
    some(members).flatMap((feature) =>
      valuesBeside(kindOf(feature), layout.features[feature]!).map(([value, what]) => ({ feature, value, what })),
    ),
  );
}

/** The input that says which actions are allowed. */
export function maskOf({ inputs, mask }: Pick<ObservationLayout, 'inputs' | 'mask'>): InputTensor | undefined {
  return inputs.find(({ name }) => name === mask);
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
  const gaps = codes.slice(1).flatMap((code, index) => strictlyBetween(codes[index]!, code));
  const between = gaps.find(Number.isInteger) ?? gaps[0];
  const wrong: readonly Wrong[] = [
    ...(between === undefined ? [] : [[between, 'between two of its codes'] as const]),
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
