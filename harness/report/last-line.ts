import type { VerdictDocument } from '../evidence/verdict-document.ts';
import type { ClauseVerdict } from '../verdict/verdict.ts';
import { isAsked, isExcused, namesOf } from './clause-list.ts';
import { clipped, plainText } from './plain-text.ts';

const mostOfASentence = 160;

/** What is said where no clause was left that could have proven the run. */
export const nothingProven = 'nothing that was asked and is not waived could be proven';

/**
 * What people read last: the verdict and, if it is not PROVEN, the first clause and the command that replays it.
 *
 * @returns one line of plain text; it may be longer than a terminal is wide, since it is to be copied
 */
export function lastLine(document: VerdictDocument): string {
  const told = document.verdict === 'PROVEN' ? proven(document) : notProven(document);
  return plainText(document.replay === null ? told : `${told} — replay: ${document.replay}`);
}

function proven({ grade, clauses }: VerdictDocument): string {
  const asked = clauses.filter(isAsked);
  const found = asked.filter(({ verdict }) => verdict === 'PROVEN');
  const notAsked = clauses.filter((clause) => !isAsked(clause));
  return [
    `PROVEN${grade === null ? '' : `, ${grade}`}: ${found.length} of ${asked.length} asked${waivedCount(clauses)}`,
    ...(notAsked.length > 0 ? [`not asked: ${namesOf(notAsked, clauses)}`] : []),
  ].join('; ');
}

function notProven(document: VerdictDocument): string {
  const { verdict, clauses } = document;
  const clause = firstOpenClause(document);
  const what = clause
    ? ` ${clause.id}: ${clipped(whatIsWrong(clause, document), mostOfASentence)}`
    : `: ${nothingProven}`;
  return `${verdict}${what}${waivedCount(clauses)}`;
}

/** The clause that a failing run is named after; it is the one that the replay command names. */
function firstOpenClause({ verdict, clauses, firstFailure }: VerdictDocument): ClauseVerdict | undefined {
  const open = clauses.filter((clause) => clause.verdict === verdict && clause.waived === null);
  return open.find(({ id }) => id === firstFailure?.clause) ?? open[0];
}

function whatIsWrong({ id, findings, reason, sentence }: ClauseVerdict, { firstFailure }: VerdictDocument): string {
  const finding = firstFailure?.clause === id ? firstFailure.finding : findings[0];
  return finding?.about ?? reason ?? sentence;
}

function waivedCount(clauses: readonly ClauseVerdict[]): string {
  const excused = clauses.filter(isExcused);
  return excused.length === 0 ? '' : `, ${excused.length} waived`;
}
