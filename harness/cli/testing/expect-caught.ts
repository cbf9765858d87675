import { expect } from 'vitest';
import type { ClauseId } from '../../contract/clauses.ts';
import type { VerdictDocument } from '../../evidence/verdict-document.ts';

/** Refuted by these clauses and no others that were asked, each by findings that say another thing than was expected. */
export function expectCaught(
  { verdict, clauses }: Pick<VerdictDocument, 'verdict' | 'clauses'>,
  by: readonly ClauseId[],
): void {
  const refuted = clauses.filter((clause) => clause.verdict === 'REFUTED');
  expect(refuted.map((clause) => clause.id).toSorted()).toEqual([...by].toSorted());
  for (const { findings } of refuted) {
    expect(findings.length).toBeGreaterThan(0);
    for (const { expected, seen } of findings) expect(seen).not.toBe(expected);
  }
  expect(verdict).toBe('REFUTED');
}
