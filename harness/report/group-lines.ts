import type { Grade } from '../checks/check.ts';
import type { VerdictDocument } from '../evidence/verdict-document.ts';
import type { ClauseVerdict } from '../verdict/verdict.ts';
import { byGroup, isAsked } from './clause-list.ts';
import { notesInWords } from './clause-notes.ts';
import type { Line } from './printed-line.ts';
import { verdictMark, verdictTone } from './verdict-mark.ts';
import { counted } from './wording.ts';
import { columnsOf } from './wrapping.ts';

interface Row {
  readonly verdict: ClauseVerdict['verdict'];
  readonly group: string;
  readonly proven: string;
  /** Calls, lines or values. */
  readonly examined: string;
  /** How strongly. */
  readonly grades: string;
  /** What the proven clauses remark. */
  readonly notes: string;
}

const between = '  ';
const strongestFirst: readonly Grade[] = ['caused', 'corroborated', 'claimed'];

/** One line a group that was asked for; what its proven clauses remark stands beside it or, if too long, below. */
export function groupLines({ clauses }: VerdictDocument, width: number): Line[] {
  const rows = [...byGroup(clauses.filter(isAsked))].map(([group, own]) => rowOf(group, own));
  const widest = (key: 'group' | 'proven' | 'examined') => Math.max(...rows.map((row) => columnsOf(row[key])));
  return rows.flatMap(({ verdict, group, proven, examined, grades, notes }) => {
    const lead = `${verdictMark(verdict)} `;
    const cells = [
      group.padEnd(widest('group')),
      proven.padEnd(widest('proven')),
      examined.padStart(widest('examined')),
      grades,
    ];
    const aligned = cells.join(between).trimEnd();
    const room = width - columnsOf(lead);
    const fits = columnsOf(aligned) <= room;
    const text = fits ? aligned : `${group}: ${[proven, examined, grades].filter((cell) => cell !== '').join(', ')}`;
    const row = { lead, text, leadTone: verdictTone(verdict) };
    if (notes === '') return [row];
    const withNotes = `${aligned}: ${notes}`;
    if (columnsOf(withNotes) <= room) return [{ ...row, text: withNotes }];
    return [row, { lead: ' '.repeat(columnsOf(lead) + 2), text: notes, textTone: 'quiet' } satisfies Line];
  });
}

function rowOf(group: string, clauses: readonly ClauseVerdict[]): Row {
  const proven = clauses.filter(({ verdict }) => verdict === 'PROVEN');
  const worst = (['REFUTED', 'UNPROVEN'] as const).find((wanted) => clauses.some(({ verdict }) => verdict === wanted));
  return {
    verdict: worst ?? 'PROVEN',
    group,
    proven: `${proven.length} of ${clauses.length} proven`,
    examined: `${counted(clauses.reduce((sum, clause) => sum + clause.examined, 0))} examined`,
    grades: gradesOf(proven),
    notes: notesInWords(proven),
  };
}

/** `corroborated`; where they differ, `3 corroborated, 1 claimed`. */
function gradesOf(proven: readonly ClauseVerdict[]): string {
  const told = strongestFirst
    .map((grade) => ({ grade, count: proven.filter((clause) => clause.grade === grade).length }))
    .filter(({ count }) => count > 0);
  return told.map(({ grade, count }) => (told.length === 1 ? grade : `${count} ${grade}`)).join(', ');
}
