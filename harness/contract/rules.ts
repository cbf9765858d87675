import { z } from 'zod';
import { explain, type PlacedComplaint } from './explain.ts';
import type { YamlPath } from './yaml-path.ts';

/** A document as far as it could be read: anything may be undefined. A key that is there without a value stands for a mistake. */
export type Sound<T> = T extends readonly (infer Item)[]
  ? readonly (Sound<Item> | undefined)[]
  : T extends object
    ? { readonly [Key in keyof T]?: Sound<T[Key]> | undefined }
    : T;

/** What must hold between several places of a document. Must bear with anything that is missing. */
export type Rules<T> = (sound: Sound<T>) => Iterable<PlacedComplaint>;

/** `shape`, and rules that are applied to whatever of it could be read, so that every mistake is found in one go. */
export function withRules<Shape extends z.ZodType>(shape: Shape, rules: Rules<z.output<Shape>>): Shape {
  return shape.superRefine(
    (value, context) => {
      const issues = context.issues.map((issue) => z.core.util.finalizeIssue(issue, undefined, z.core.config()));
      const wrong = explain(shape, value, issues).map(({ about, path, nearest }) =>
        about === 'key' && nearest !== undefined ? [...path.slice(0, -1), nearest] : path,
      );
      const sound = without(value, wrong) as Sound<z.output<Shape>> | undefined;
      if (sound === undefined) return;
      for (const { path, problem, about, expected, nearest } of rules(sound)) {
        context.addIssue({ code: 'custom', path: [...path], message: problem, params: { about, expected, nearest } });
      }
    },
    { when: () => true },
  );
}

/** A copy in which the keys at these paths have no value. */
function without(value: unknown, paths: readonly YamlPath[]): unknown {
  if (paths.length === 0) return value;
  if (paths.some(({ length }) => length === 0) || typeof value !== 'object' || value === null) return undefined;
  const inner = (key: string | number, item: unknown) =>
    without(
      item,
      paths.filter(([first]) => String(first) === String(key)).map(([, ...rest]) => rest),
    );
  if (Array.isArray(value)) return value.map((item: unknown, index) => inner(index, item));
  const emptied = paths.filter(({ length }) => length === 1).map(([key]) => [key, undefined]);
  return Object.fromEntries([...Object.entries(value).map(([key, item]) => [key, inner(key, item)]), ...emptied]);
}
