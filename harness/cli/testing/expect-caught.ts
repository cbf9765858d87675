import { expect } from 'vitest';
import type { ClauseId } from '../../contract/clauses.ts';
import type { VerdictDocument } from '../../evidence/verdict-document.ts';

/** Refuted by each of these clauses, by findings that say another thing than was expected. */
export function expectCaught(
  { verdict, clauses }: Pick<VerdictDocument, 'verdict' | 'clauses'>,
  by: readonly ClauseId[],
): void {
  const meant = clauses.filter(({ id }) => by.includes(id));
  const reasons = meant.flatMap(({ id, reason }) => (reason === null ? [] : [`${id}: ${reason}`]));
  const refuted = meant.filter((clause) => clause.verdict === 'REFUTED');
  expect(refuted.map(({ id }) => id).toSorted(), reasons.join('\n')).toEqual([...by].toSorted());
  for (const { findings } of refuted) {
    expect(findings.length).toBeGreaterThan(0);
    for (const { about, expected, seen } of findings) {
      expect(about.length).toBeGreaterThan(10);
      expect(seen).not.toBe(expected);
    }
  }
  expect(verdict).toBe('REFUTED');
}
