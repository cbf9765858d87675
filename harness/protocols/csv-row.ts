import type { Feature } from '../contract/feature.ts';

const number = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;
const truths: Readonly<Record<string, number>> = { true: 1, false: 0 };

/** The one row that a body of text/csv carries; a sentence where it carries none. */
export function readCsvRow(body: Uint8Array, features: readonly Feature[]): Float32Array | string {
  const lines = new TextDecoder()
    .decode(body)
    .replace(/\r?\n$/, '')
    .split(/\r?\n/);
  if (lines.length !== 1) return `the body has ${lines.length} lines, not one`;
  const cells = lines[0]!.split(',').map((cell) => cell.trim());
  if (cells.length !== features.length) return `the row has ${cells.length} values, not ${features.length}`;
  const values = cells.map((cell) => truths[cell.toLowerCase()] ?? (number.test(cell) ? Number(cell) : Number.NaN));
  const wrong = values.findIndex(Number.isNaN);
  if (wrong >= 0) return `value ${wrong} (${features[wrong]!.name}) is ${JSON.stringify(cells[wrong])}, not a number`;
  return Float32Array.from(values);
}
