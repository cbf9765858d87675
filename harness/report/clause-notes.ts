import type { ClauseVerdict } from '../verdict/verdict.ts';
import { clipped } from './plain-text.ts';
import { counted } from './wording.ts';

const mostNotesOfAClause = 4;
const mostOfANote = 300;

/** The first notes of every clause, in one text; empty where there is none. */
export function notesInWords(clauses: readonly ClauseVerdict[]): string {
  return clauses.flatMap(firstNotes).join('; ');
}

function firstNotes({ notes }: ClauseVerdict): string[] {
  const shown = notes.slice(0, mostNotesOfAClause).map((note) => clipped(note, mostOfANote));
  const more = notes.length - shown.length;
  return more > 0 ? [...shown, `and ${counted(more)} more notes in the evidence`] : shown;
}
