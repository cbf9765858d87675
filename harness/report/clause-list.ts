import { type ClauseGroup, type ClauseId, groupOf } from '../contract/clauses.ts';
import type { ClauseVerdict } from '../verdict/verdict.ts';

/** Clauses by group, in their order. */
export function byGroup(clauses: readonly ClauseVerdict[]): ReadonlyMap<ClauseGroup, readonly ClauseVerdict[]> {
  return Map.groupBy(clauses, ({ id }) => groupOf(id));
}

export function isAsked({ verdict }: ClauseVerdict): boolean {
  return verdict !== 'NOT ASKED';
}

/** Waived and in need of it: refuted or unproven, and not counted against the run. */
export function isExcused({ verdict, waived }: ClauseVerdict): boolean {
  return waived !== null && (verdict === 'REFUTED' || verdict === 'UNPROVEN');
}

/** `LOAD-5, CAUSE, SWAP`: a group in which all of `among` are named stands for its clauses. */
export function namesOf(clauses: readonly ClauseVerdict[], among: readonly ClauseVerdict[]): string {
  const groups = byGroup(among);
  return [...byGroup(clauses)]
    .flatMap(([group, own]) => (own.length === groups.get(group)?.length ? [group] : own.map(({ id }): ClauseId => id)))
    .join(', ');
}
