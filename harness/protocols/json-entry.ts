import { jsonNumber } from './json-number.ts';

/** One value of a row on its way into a body: raw text, which need not be JSON. */
export interface Entry {
  readonly feature: number;
  readonly name: string;
  readonly text: string;
}

export function entriesOf(row: Float32Array, features: readonly string[]): Entry[] {
  return features.map((name, feature) => ({ feature, name, text: jsonNumber(row[feature]!) }));
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
export function another({ text }: Entry): string {
  return text === '0.5' ? '0.25' : '0.5';
}

/** A name that is nearly its own, and nobody else's. */
export function misspelt(entries: readonly Entry[], { name }: Entry): string {
  let wrong = `${name}x`;
  while (entries.some((entry) => entry.name === wrong)) wrong += 'x';
  return wrong;
}
