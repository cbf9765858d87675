import { expandClauses } from '../contract/clauses.ts';
import type { Waiver } from '../contract/contract.ts';
import type { VerdictDocument } from '../evidence/verdict-document.ts';
import { isAsked, isExcused, namesOf } from './clause-list.ts';
import { clipped } from './plain-text.ts';
import { type Line, labelled } from './printed-line.ts';
import { counted } from './wording.ts';

const mostOfAText = 300;

/** What stands beside the verdict: near-ties, what was not asked, waivers and notices. */
export function factLines(document: VerdictDocument): Line[] {
  const { clauses, waivers, expiredWaivers, notices } = document;
  return [
    ...nearTieLines(document),
    ...notAskedLines(document),
    ...waivers.map((waiver) =>
      labelled('waived', `${inWords(waiver)}; ${effectOf(waiver, clauses)}`, { leadTone: 'open' }),
    ),
    ...expiredWaivers.map((waiver) =>
      labelled('expired', `${inWords(waiver)}; that day is over, so it counts no more`, { leadTone: 'bad' }),
    ),
    ...notices.map((notice) => labelled('notice', clipped(notice, mostOfAText), { leadTone: 'open' })),
  ];
}

/** Near-ties of the clause that met most of them: the clauses look at the same answers. */
function nearTieLines({ clauses }: VerdictDocument): Line[] {
  const nearTies = Math.max(0, ...clauses.map((clause) => clause.nearTies));
  if (nearTies === 0) return [];
  return [
    labelled('near-ties', `${counted(nearTies)}, counted apart: two correct runtimes may answer them differently`),
  ];
}

/** Of a proven run, the last line says it. */
function notAskedLines({ verdict, clauses }: VerdictDocument): Line[] {
  const notAsked = clauses.filter((clause) => !isAsked(clause));
  return verdict === 'PROVEN' || notAsked.length === 0 ? [] : [labelled('not asked', namesOf(notAsked, clauses))];
}

function inWords({ clause, reason, expires }: Waiver): string {
  return `${clause} until ${expires}: ${clipped(reason, mostOfAText)}`;
}

function effectOf({ clause }: Waiver, clauses: VerdictDocument['clauses']): string {
  const covered = expandClauses([clause]);
  const excused = clauses.filter((own) => covered.includes(own.id) && isExcused(own));
  return excused.length === 0 ? 'nothing needs it' : `it excuses ${excused.map(({ id }) => id).join(', ')}`;
}
