import type { Table } from '../checks/check.ts';
import type { VerdictDocument } from '../evidence/verdict-document.ts';
import { clipped, plainText } from './plain-text.ts';
import { emptyLine, type Line } from './printed-line.ts';
import { columnsOf } from './wrapping.ts';

const between = '  ';
const inset = ' '.repeat(2);
const mostOfACell = 40;

/** The tables of the clauses, each under its title. */
export function tableLines({ clauses }: Pick<VerdictDocument, 'clauses'>): Line[] {
  const tables = clauses.flatMap(({ id, tables = [] }) => tables.map((table) => linesOf(id, table)));
  return tables.flatMap((lines, index) => (index === 0 ? lines : [emptyLine, ...lines]));
}

function linesOf(clause: string, { title, columns, rows }: Table): Line[] {
  const cells = [columns, ...rows].map((row) => row.map((cell) => clipped(plainText(cell), mostOfACell)));
  const widths = columns.map((_, column) => Math.max(...cells.map((row) => columnsOf(row[column] ?? ''))));
  const aligned = (row: readonly string[]) =>
    row.map((cell, column) => `${cell}${' '.repeat(Math.max((widths[column] ?? 0) - columnsOf(cell), 0))}`);
  return [
    { lead: '', text: `${clause}: ${title}`, textTone: 'strong' },
    ...cells.map((row, index): Line => {
      const text = aligned(row).join(between).trimEnd();
      return index === 0 ? { lead: inset, text, textTone: 'quiet' } : { lead: inset, text };
    }),
  ];
}
