/** Nested JSON as trackers take it: names joined by dots, finite numbers only. `{a: {b: [1, null]}}` to `[{name: 'a.b.0', value: 1}]`. */
export function flattenedNumbers(value: unknown, name = ''): { name: string; value: number }[] {
  if (typeof value === 'number') return Number.isFinite(value) ? [{ name, value }] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => flattenedNumbers(part, name === '' ? key : `${name}.${key}`));
}
