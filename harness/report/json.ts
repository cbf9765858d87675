import type { VerdictDocument } from '../evidence/verdict-document.ts';
import type { ClauseVerdict } from '../verdict/verdict.ts';
import { visibleJson } from './plain-text.ts';

/**
 * The verdict as one JSON document, for other programs: every clause, also those that were not asked.
 *
 * It can be printed: what could move the cursor of a terminal is escaped.
 */
export function jsonReport(document: VerdictDocument): string {
  const { verdict, grade, seed, evidence, observations, seconds, diagnosis, clauses, ...rest } = document;
  const first = { verdict, grade, seed, evidence, observations, seconds, diagnosis };
  return visibleJson(JSON.stringify({ ...first, clauses: clauses.map(keysInOrder), ...rest }, null, 2));
}

function keysInOrder({ id, verdict, grade, examined, findings, ...rest }: ClauseVerdict): ClauseVerdict {
  return { id, verdict, grade, examined, findings, ...rest };
}
