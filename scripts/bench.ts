/**
 * `npm run bench [PATH…]`: measures what every `*.bench.ts` below harness/ measures, and prints one table.
 *
 * Each such file exports `measure(): Promise<Measurement[]>`; a path that is given selects the files that contain it.
 */
import { globSync } from 'node:fs';
import { dirname, join } from 'node:path';

interface Measurement {
  readonly name: string;
  /** in the same run, as the name says */
  readonly ratio: number;
  readonly detail: string;
}

interface Bench {
  measure(): Promise<readonly Measurement[]> | readonly Measurement[];
}

const repository = dirname(import.meta.dirname);
const selected = process.argv.slice(2);
const files = globSync('harness/**/*.bench.ts', { cwd: repository })
  .filter((file) => selected.length === 0 || selected.some((part) => file.includes(part)))
  .sort();

const rows: Record<string, { ratio: string; detail: string }> = {};
for (const file of files) {
  const bench: Bench = await import(join(repository, file));
  for (const { name, ratio, detail } of await bench.measure()) {
    rows[name] = { ratio: ratio.toFixed(2), detail };
  }
}

if (files.length === 0) console.log('No harness/**/*.bench.ts matches.');
else console.table(rows);
