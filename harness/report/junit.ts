import type { Finding } from '../checks/check.ts';
import type { VerdictDocument } from '../evidence/verdict-document.ts';
import type { ClauseVerdict } from '../verdict/verdict.ts';
import { byGroup, isExcused } from './clause-list.ts';
import { nothingProven } from './last-line.ts';
import { tableLines } from './table-lines.ts';
import { type Element, element, xmlDocument } from './xml.ts';

type Outcome = 'passed' | 'failure' | 'error' | 'skipped';

interface TestCase {
  readonly outcome: Outcome;
  readonly element: Element;
}

/**
 * The verdict as JUnit XML: a test suite a group, a test case a clause.
 *
 * REFUTED is a failure, UNPROVEN an error, and NOT ASKED skipped; so is what a waiver excuses, with its reason. A run
 * that is not PROVEN has at least one failure or error, so that it never looks like a pass.
 */
export function junitReport(document: VerdictDocument): string {
  const groups = [...byGroup(document.clauses)].map(
    ([group, clauses]) => [group, clauses.map((clause) => testCase(clause, document))] as const,
  );
  const cases = groups.flatMap(([, own]) => own);
  const looksLikeAPass = !cases.some(({ outcome }) => outcome === 'failure' || outcome === 'error');
  const run = document.verdict !== 'PROVEN' && looksLikeAPass ? [['RUN', [unprovenRun(document)]] as const] : [];
  const suites = [...groups, ...run];
  return xmlDocument(
    element(
      'testsuites',
      {
        name: `assay ${document.contract}`,
        ...totals(suites.flatMap(([, own]) => own)),
        time: `${document.seconds}`,
      },
      suites.map(([group, own]) => testSuite(group, own, document)),
    ),
  );
}

function testSuite(group: string, cases: readonly TestCase[], document: VerdictDocument): Element {
  return element('testsuite', { name: group, ...totals(cases), timestamp: document.started }, [
    element('properties', {}, properties(document)),
    ...cases.map((own) => own.element),
  ]);
}

function properties(document: VerdictDocument): Element[] {
  const { verdict, grade, seed, contract, stack, fault, evidence, diagnosis, replay } = document;
  const values: readonly (readonly [name: string, value: string | null])[] = [
    ['verdict', verdict],
    ['grade', grade],
    ['seed', `${seed}`],
    ['contract', contract],
    ['stack', stack],
    ['fault', fault],
    ['evidence', evidence],
    ['digest', document.sentSha256],
    ['artifact', document.artifactSha256],
    ['diagnosis', diagnosis && `explained ${diagnosis.explained}/${diagnosis.of}: ${diagnosis.sentence}`],
    ['replay', replay],
    ...document.waivers.map(
      ({ clause, reason, expires }) => [`waiver of ${clause}`, `until ${expires}: ${reason}`] as const,
    ),
    ...document.expiredWaivers.map(
      ({ clause, reason, expires }) => [`expired waiver of ${clause}`, `until ${expires}: ${reason}`] as const,
    ),
  ];
  return values.flatMap(([name, value]) => (value === null ? [] : [element('property', { name, value })]));
}

function testCase(clause: ClauseVerdict, { contract }: VerdictDocument): TestCase {
  const outcome = outcomeOf(clause);
  const attributes = { name: `${clause.id}: ${clause.sentence}`, classname: contract };
  const told = outcome === 'passed' ? [] : [outcomeElement(clause)];
  return { outcome, element: element('testcase', attributes, [...told, ...tablesOf(clause)]) };
}

/** As in a terminal, where a continuous integration shows what a test case wrote. */
function tablesOf(clause: ClauseVerdict): Element[] {
  const lines = tableLines({ clauses: [clause] }).map(({ lead, text }) => lead + text);
  return lines.length === 0 ? [] : [element('system-out', {}, lines)];
}

function outcomeOf(clause: ClauseVerdict): Outcome {
  if (isExcused(clause)) return 'skipped';
  return ({ PROVEN: 'passed', REFUTED: 'failure', UNPROVEN: 'error', 'NOT ASKED': 'skipped' } as const)[clause.verdict];
}

function outcomeElement(clause: ClauseVerdict): Element {
  const { verdict, waived, reason, findings, violations } = clause;
  const wrong =
    verdict === 'REFUTED' ? (findings[0]?.about ?? `${violations} violations`) : (reason ?? 'no reason given');
  const told = [...findings.map(findingInWords), ...clause.notes];
  if (waived !== null && isExcused(clause)) {
    const message = `waived until ${waived.expires}: ${waived.reason} (${verdict}: ${wrong})`;
    return element('skipped', { message }, told);
  }
  switch (verdict) {
    case 'REFUTED':
      return element('failure', { message: wrong, type: 'REFUTED' }, [`violations: ${violations}`, ...told]);
    case 'UNPROVEN':
      return element('error', { message: wrong, type: 'UNPROVEN' }, told);
    default:
      return element('skipped', { message: 'not asked' });
  }
}

function findingInWords({ about, expected, seen, exchange, row, decision }: Finding): string {
  const call = exchange === undefined ? '' : ` (call ${exchange}${row === undefined ? '' : `, row ${row}`})`;
  const place = decision === undefined ? call : ` (decision ${decision})`;
  return `${about}${place}: expected ${expected}; seen ${seen}`;
}

function unprovenRun({ contract, verdict }: VerdictDocument): TestCase {
  const told = element('error', { message: nothingProven, type: verdict });
  return { outcome: 'error', element: element('testcase', { name: 'the run', classname: contract }, [told]) };
}

function totals(cases: readonly TestCase[]): Record<string, string> {
  const count = (wanted: Outcome) => `${cases.filter(({ outcome }) => outcome === wanted).length}`;
  return {
    tests: `${cases.length}`,
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped'),
  };
}
