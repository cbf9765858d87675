import { type Entry, oneTooMany } from './json-entry.ts';
import { couldBeRows, type GoodBody, type Mistake, writtenEntries } from './json-mistake.ts';

/** Too few and too many values in one array. */
export function wrongCounts(good: GoodBody): Mistake[] {
  const { entries } = good;
  const count = entries.length;
  const more = oneTooMany(entries);
  const instead = (seen: number) => `${seen} values instead of ${count}`;
  const wrong: readonly (readonly [note: string, entries: readonly Entry[]])[] = [
    [`${instead(count - 1)}: the last is missing`, entries.slice(0, -1)],
    [`${instead(count - 1)}: the first is missing`, entries.slice(1)],
    [`${instead(count + 1)}: ${more.text} is added at the end`, [...entries, more]],
    [instead(0), []],
    ...(count > 4 ? [[`${instead(3)}: the first three`, entries.slice(0, 3)] as const] : []),
    [`${instead(2 * count)}: all of them twice`, [...entries, ...entries]],
  ];
  return wrong
    .filter(([, values]) => !couldBeRows(values.length, good))
    .map(([note, values]) => ({ kind: 'count', note, feature: -1, body: writtenEntries(good, values) }));
}
