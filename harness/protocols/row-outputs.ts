import { at, describe, ReplyMismatch } from './json-shape.ts';
import type { OutputsByName } from './named-outputs.ts';
import type { JsonValue } from './strict-json.ts';

type JsonObject = { readonly [key: string]: JsonValue };

/**
 * Outputs from an array of one item a row.
 *
 * An item is the one output's, or an object of outputs by name; of a table, an object of its columns, which then are
 * the values of the one output in their order.
 *
 * @param only - what the one output is called where it has no name
 */
export function outputsOfRows(rows: JsonValue, only: string, path: string): OutputsByName {
  if (!Array.isArray(rows)) throw new ReplyMismatch(`${at(path)} is ${describe(rows)}, not an array of rows`);
  const [first] = rows;
  if (!isObject(first)) return { [only]: rows };

  const names = Object.keys(first);
  const members = (item: JsonValue, index: number) =>
    names.map((name) => {
      if (isObject(item) && Object.hasOwn(item, name)) return item[name]!;
      throw new ReplyMismatch(`${path}/${index} has no ${JSON.stringify(name)}, which ${path}/0 has`);
    });
  const byRow = rows.map(members);
  if (isTable(names, only, byRow)) return { [only]: byRow };
  return Object.fromEntries(names.map((name, column) => [name, byRow.map((row) => row[column]!)]));
}

/** Outputs from an object of them by name, or from the one output itself. */
export function outputsOfColumns(columns: JsonValue, only: string): OutputsByName {
  return isObject(columns) ? columns : { [only]: columns };
}

/** Numbered columns are those of one output. */
function isTable(names: readonly string[], only: string, rows: readonly (readonly JsonValue[])[]): boolean {
  if (names.length < 2 || names.includes(only)) return false;
  return (
    names.every((name, index) => name === `${index}`) &&
    rows.every((row) => row.every((value) => !Array.isArray(value)))
  );
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
