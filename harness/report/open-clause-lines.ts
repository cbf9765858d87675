import type { Finding } from '../checks/check.ts';
import type { FirstFailure, VerdictDocument } from '../evidence/verdict-document.ts';
import type { ClauseVerdict } from '../verdict/verdict.ts';
import { isAsked, isExcused, namesOf } from './clause-list.ts';
import { notesInWords } from './clause-notes.ts';
import { contrastOf } from './finding-words.ts';
import { clipped } from './plain-text.ts';
import { emptyLine, type Line } from './printed-line.ts';
import { verdictMark, verdictTone } from './verdict-mark.ts';
import { counted, countOf } from './wording.ts';

const inset = ' '.repeat(4);
const mostOfAText = 300;
/** Kinds of finding that are told of the first refuted clause, and of each other one. */
const kindsOfTheFirst = 3;
const kindsOfAnother = 1;
/** So many clauses that are unproven for one reason are told one by one. */
const mostSentencesOfAReason = 3;

/** The clauses that are not proven: first those that nobody can tell, then those that are wrong. */
export function openClauseLines({ clauses, firstFailure }: VerdictDocument): Line[] {
  const asked = clauses.filter(isAsked);
  const refuted = asked.filter(({ verdict }) => verdict === 'REFUTED');
  const unproven = Map.groupBy(
    asked.filter(({ verdict }) => verdict === 'UNPROVEN'),
    ({ reason }) => reason ?? 'no reason was given',
  );
  const blocks = [
    ...[...unproven].map(([reason, own]) => unprovenLines(reason, own, asked)),
    ...refuted.map((clause, index) =>
      refutedLines(clause, { firstFailure, mostKinds: index === 0 ? kindsOfTheFirst : kindsOfAnother }),
    ),
  ];
  return blocks.flatMap((block, index) => (index === 0 ? block : [emptyLine, ...block]));
}

function unprovenLines(reason: string, clauses: readonly ClauseVerdict[], asked: readonly ClauseVerdict[]): Line[] {
  const headlines =
    clauses.length > mostSentencesOfAReason
      ? [headline('UNPROVEN', `${namesOf(clauses, asked)} (${countOf(clauses.length, 'clause')})`)]
      : clauses.map((clause) => headline('UNPROVEN', named(clause)));
  const notes = notesInWords(clauses);
  return [...headlines, { lead: inset, text: clipped(reason, mostOfAText) }, ...(notes === '' ? [] : [quiet(notes)])];
}

function refutedLines(
  clause: ClauseVerdict,
  { firstFailure, mostKinds }: { firstFailure: FirstFailure | null; mostKinds: number },
): Line[] {
  const { violations, examined, grade, findings } = clause;
  const kinds = Map.groupBy(findings, ({ about }) => about);
  // The first failing call is told in full further down.
  if (firstFailure?.clause === clause.id) kinds.delete(firstFailure.finding.about);
  const shown = [...kinds.values()].slice(0, mostKinds);
  const more = kinds.size - shown.length;
  const strength = grade === null ? '' : `, ${grade}`;
  const notes = notesInWords([clause]);
  return [
    headline('REFUTED', named(clause)),
    { lead: inset, text: `${countOf(violations, 'violation')}, ${counted(examined)} examined${strength}` },
    ...shown.flatMap(([first]) => (first ? findingLines(first) : [])),
    ...(more > 0 ? [quiet(`and ${countOf(more, 'more kind', 'more kinds')} of finding in the evidence`)] : []),
    ...(notes === '' ? [] : [quiet(notes)]),
  ];
}

function findingLines(finding: Finding): Line[] {
  return [
    { lead: `${inset}· `, text: clipped(finding.about, mostOfAText) },
    { lead: `${inset}  `, text: contrastOf(finding) },
  ];
}

function headline(verdict: ClauseVerdict['verdict'], text: string): Line {
  const tone = verdictTone(verdict);
  return { lead: `${verdictMark(verdict)} `, text: `${verdict} ${text}`, leadTone: tone, textTone: tone };
}

function named(clause: ClauseVerdict): string {
  const waived = isExcused(clause) ? `, waived until ${clause.waived?.expires}` : '';
  return `${clause.id}${waived}: ${clause.sentence}`;
}

function quiet(text: string): Line {
  return { lead: inset, text, textTone: 'quiet' };
}
