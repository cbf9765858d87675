import type { Feature } from '../contract/feature.ts';
import type { InputTensor, InputType } from '../contract/tensor.ts';
import { isFloat, valueWriter } from './json-value.ts';
import { inputWith, type ObservationLayout } from './observation-layout.ts';

/** One value of a row on its way into a body: raw text, which need not be JSON. */
export interface Entry {
  /** Its index, or -1 for a value that no feature has. */
  readonly feature: number;
  readonly name: string;
  readonly text: string;
  /** Two values that are good in its place. */
  readonly goodValues: readonly [string, string];
}

export function entriesOf(row: Float32Array, layout: ObservationLayout): Entry[] {
  return layout.features.map((feature, index) => {
    const { dtype } = inputWith(layout, index);
    const write = valueWriter(dtype);
    const [one, other] = goodValuesOf(feature, dtype);
    return { feature: index, name: feature.name, text: write(row[index]!), goodValues: [write(one), write(other)] };
  });
}

export function entriesOfInput(entries: readonly Entry[], { first, size }: InputTensor): readonly Entry[] {
  return entries.filter(({ feature }) => feature >= first && feature < first + size);
}

/** How a note names it. */
export function called({ feature, name }: Entry): string {
  return `feature ${feature} (${name})`;
}

export function without(entries: readonly Entry[], entry: Entry): Entry[] {
  return entries.filter((each) => each !== entry);
}

export function replaced(entries: readonly Entry[], entry: Entry, text: string): Entry[] {
  return entries.map((each) => (each === entry ? { ...each, text } : each));
}

/** Another good value than its own. */
export function another({ text, goodValues: [one, other] }: Entry): string {
  return text === one ? other : one;
}

export function withOtherValues(entries: readonly Entry[]): Entry[] {
  return entries.map((entry) => ({ ...entry, text: another(entry) }));
}

/** One value too many, as good as the last. */
export function oneTooMany(entries: readonly Entry[]): Entry {
  const { goodValues } = entries.at(-1)!;
  return { feature: -1, name: 'one too many', text: goodValues[0], goodValues };
}

interface Named {
  readonly name: string;
}

/** A name that is nearly its own, and nobody else's. */
export function misspelt(name: string, others: readonly Named[]): string {
  return unused(`${name}x`, others);
}

/** The name, or one that is nearly it where somebody has it. */
export function unused(name: string, others: readonly Named[]): string {
  return others.some((each) => each.name === name) ? unused(`${name}x`, others) : name;
}

/** The first, the middle and the last: what a server does with one of them it does with all, or with the ends. */
export function some<Item>(items: readonly Item[]): Item[] {
  if (items.length === 0) return [];
  return [...new Set([items[0]!, items[items.length >> 1]!, items[items.length - 1]!])];
}

function goodValuesOf({ kind, codes = [], minimum }: Feature, dtype: InputType): readonly [number, number] {
  const least = Math.ceil(minimum);
  if (kind === 'categorical') return [codes[0] ?? least, codes[1] ?? least];
  if (kind === 'flag' || dtype === 'bool') return [1, 0];
  return kind === 'integer' || !isFloat(dtype) ? [least, least + 1] : [0.5, 0.25];
}
