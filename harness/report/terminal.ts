import type { VerdictDocument } from '../evidence/verdict-document.ts';
import { askedLines } from './asked-lines.ts';
import { factLines } from './fact-lines.ts';
import { failingCallLines } from './failing-call-lines.ts';
import { groupLines } from './group-lines.ts';
import { lastLine } from './last-line.ts';
import { lastLogLines } from './last-log-lines.ts';
import { openClauseLines } from './open-clause-lines.ts';
import { emptyLine, type Line, painted, printed } from './printed-line.ts';
import { tableLines } from './table-lines.ts';
import { verdictTone } from './verdict-mark.ts';

const narrowest = 40;
const widest = 200;

/**
 * The report for people: what was asked, what was proven and how strongly, what was not, and what to do next.
 *
 * What matters most stands last, where a terminal is looked at. The last line names the verdict and, if it is not
 * PROVEN, the first clause and the command that replays it; it alone may be longer than the width.
 *
 * @param width - columns of the terminal; below 40 and above 200, these are taken
 * @param colour - whether control sequences may be written; else there is none, whatever the stack under test said
 * @returns lines without a line break after the last one
 */
export function terminalReport(
  document: VerdictDocument,
  { width, colour }: { width: number; colour: boolean },
): string {
  const columns = Math.min(Math.max(Number.isFinite(width) ? Math.floor(width) : 0, narrowest), widest);
  const sections = [
    askedLines(document),
    groupLines(document, columns),
    tableLines(document),
    factLines(document),
    lastLogLines(document),
    openClauseLines(document),
    failingCallLines(document),
  ].filter(({ length }) => length > 0);
  const lines = sections.flatMap((section): Line[] => [...section, emptyLine]);
  return [...printed(lines, { width: columns, colour }), verdictLine(document, colour)].join('\n');
}

function verdictLine(document: VerdictDocument, colour: boolean): string {
  const line = lastLine(document);
  const { verdict } = document;
  if (!colour || !line.startsWith(verdict)) return line;
  return `${painted(verdict, verdictTone(verdict))}${line.slice(verdict.length)}`;
}
