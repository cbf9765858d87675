import type { PlacedComplaint } from './explain.ts';
import { nearestOf } from './nearest.ts';
import { referencesIn } from './placeholder.ts';
import type { Sound } from './rules.ts';
import type { StackShape } from './stack-shape.ts';
import { textsIn } from './texts-in.ts';
import type { YamlPath } from './yaml-path.ts';

export type SoundStack = Sound<StackShape>;

export function complaint(path: YamlPath, problem: string, expected?: string, nearest?: string): PlacedComplaint {
  return { path, about: 'value', problem, expected, nearest };
}

/** Whether any text within a value has `${name}`. */
export function mentions(value: unknown, name: string): boolean {
  return textsIn(value, []).some(({ text }) => referencesIn(text).includes(name));
}

export function* referencesAreKnown(value: unknown, base: YamlPath, standing: Readonly<Record<string, string>>) {
  const known = Object.keys(standing);
  for (const { path, text } of textsIn(value, base)) {
    for (const name of referencesIn(text).filter((name) => !known.includes(name))) {
      yield complaint(path, `\${${name}} stands for nothing here`, shown(known), reference(nearestOf(name, known)));
    }
  }
}

export function reference(name: string | undefined): string | undefined {
  return name === undefined ? undefined : `\${${name}}`;
}

export function shown(names: readonly string[]): string {
  return `${names.length > 1 ? 'one of ' : ''}${names.map(reference).join(', ')}`;
}
