import type { Finding, Grade, Table } from '../checks/check.ts';
import type { ClauseId } from '../contract/clauses.ts';

export type Judgement = 'PROVEN' | 'REFUTED' | 'UNPROVEN';

/** What became of one clause. */
export interface ClauseVerdict {
  readonly id: ClauseId;
  readonly sentence: string;
  readonly verdict: Judgement | 'NOT ASKED';
  /** The strongest evidence that was examined for it; null where nothing was. */
  readonly grade: Grade | null;
  readonly examined: number;
  readonly nearTies: number;
  readonly violations: number;
  /** The first of the violations. */
  readonly findings: readonly Finding[];
  /** Why it is UNPROVEN; null for every other verdict. */
  readonly reason: string | null;
  readonly notes: readonly string[];
  /** What is best read in rows; not there in older evidence. */
  readonly tables?: readonly Table[];
  /** Where the contract waives it: shown, and not counted against the run. */
  readonly waived: { readonly reason: string; readonly expires: string } | null;
}

/** What became of the run. */
export interface RunVerdict {
  readonly verdict: Judgement;
  /** The strongest grade that an asked clause was proven by; null where none was proven. */
  readonly grade: Grade | null;
  readonly clauses: readonly ClauseVerdict[];
}

const grades: readonly Grade[] = ['claimed', 'corroborated', 'caused'];

export function strongest(given: readonly (Grade | null)[]): Grade | null {
  return grades.findLast((grade) => given.includes(grade)) ?? null;
}

/** The run: REFUTED if any asked clause is, else UNPROVEN if any is, else PROVEN. */
export function runVerdict(clauses: readonly ClauseVerdict[]): RunVerdict {
  const asked = clauses.filter(({ verdict }) => verdict !== 'NOT ASKED');
  const counted = asked.filter(({ waived }) => waived === null);
  const some = (wanted: Judgement) => counted.some(({ verdict }) => verdict === wanted);
  const proven = counted.filter(({ verdict }) => verdict === 'PROVEN');
  return {
    verdict: some('REFUTED') ? 'REFUTED' : some('UNPROVEN') || proven.length === 0 ? 'UNPROVEN' : 'PROVEN',
    grade: strongest(proven.map(({ grade }) => grade)),
    clauses,
  };
}
