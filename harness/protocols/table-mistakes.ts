import type { Feature } from '../contract/feature.ts';
import { misspelt, some } from './json-entry.ts';
import type { Mistake } from './json-mistake.ts';
import type { MalformedKind } from './protocol.ts';

/** What can be wrong with the columns of a table whose rows are arrays: their names, and that one of them is not there. */
export function tableMistakes(features: readonly Feature[], row: Float32Array): Mistake[] {
  const columns = features.map(({ name }) => name);
  const data = Array.from(row);
  const mistake = (kind: MalformedKind, feature: number, note: string, split: object): Mistake => ({
    kind,
    note,
    feature,
    body: JSON.stringify({ dataframe_split: split }),
  });
  const named = some([...columns.keys()]).flatMap((index) => {
    const name = columns[index]!;
    const other = misspelt(name, features);
    return [
      mistake('name', index, `the column ${name} is called ${other}`, {
        columns: columns.with(index, other),
        data: [data],
      }),
      mistake('count', index, `the column ${name} is missing, and its values`, {
        columns: columns.toSpliced(index, 1),
        data: [data.toSpliced(index, 1)],
      }),
    ];
  });
  return [...named, mistake('name', -1, 'the columns have no names', { data: [data] })];
}
