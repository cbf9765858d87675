import type { Suite } from '../../suites/suite.ts';
import type { ClauseId } from '../contract/clauses.ts';
import type { Phase } from '../history/phase.ts';

/** The phases that the asked clauses need. */
export function neededPhases(suites: readonly Suite[], asked: readonly ClauseId[]): ReadonlySet<Phase> {
  const clauses = suites.flatMap((suite) => suite.clauses).filter(({ id }) => asked.includes(id));
  return new Set(clauses.flatMap(({ needs }) => needs));
}
