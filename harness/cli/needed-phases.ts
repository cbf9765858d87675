import type { Suite } from '../../suites/suite.ts';
import type { ClauseId } from '../contract/clauses.ts';
import type { DecisionPhase } from '../history/decision.ts';
import type { Phase } from '../history/phase.ts';

/** The phases that the asked clauses need. */
export function neededPhases(suites: readonly Suite[], asked: readonly ClauseId[]): ReadonlySet<Phase> {
  const clauses = suites.flatMap((suite) => suite.clauses).filter(({ id }) => asked.includes(id));
  return new Set(clauses.flatMap(({ needs }) => needs));
}

/** The phases of decisions that the asked clauses look at. */
export function neededDecisions(suites: readonly Suite[], asked: readonly ClauseId[]): ReadonlySet<DecisionPhase> {
  const clauses = suites.flatMap((suite) => suite.clauses).filter(({ id }) => asked.includes(id));
  return new Set(clauses.flatMap(({ decisions = [] }) => decisions.flatMap(({ phases }) => phases)));
}
