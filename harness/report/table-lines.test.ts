import { expect, test } from 'vitest';
import { printed } from './printed-line.ts';
import { tableLines } from './table-lines.ts';
import { clause } from './testing/documents.ts';

const table = {
  title: 'sizes',
  columns: ['tier', 'examined'],
  rows: [
    ['target', '12'],
    ['veto', '3'],
  ],
};
const shown = (rows: readonly (readonly string[])[]) =>
  printed(tableLines({ clauses: [clause('SIZE-3', { tables: [{ ...table, rows }] }), clause('SIZE-4')] }), {
    width: 60,
    colour: false,
  });

test('a table stands under its title, in columns', () => {
  expect(shown(table.rows)).toEqual(['SIZE-3: sizes', '  tier    examined', '  target  12', '  veto    3']);
});

test('what a stack said cannot move the cursor, nor make a column endless', () => {
  const lines = shown([['\u001b[2J', 'x'.repeat(500)]]);
  expect(lines.join('\n')).not.toContain('\u001b');
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(60);
});

test('without tables there is nothing to show', () => {
  expect(tableLines({ clauses: [clause('SIZE-3')] })).toEqual([]);
});
