import type { Check } from '../harness/checks/check.ts';
import type { DecisionCheck } from '../harness/checks/decision-check.ts';
import type { ClauseGroup, ClauseId } from '../harness/contract/clauses.ts';
import type { Phase } from '../harness/history/phase.ts';

/** One promise of the contract: what it says, what must be sent to judge it, and the checks that prove it together. */
export interface Clause {
  readonly id: ClauseId;
  readonly sentence: string;
  readonly needs: readonly Phase[];
  readonly checks: readonly Check[];
  /** What is judged beside that where the stack has an application. */
  readonly decisions?: readonly DecisionCheck[];
}

/** The clauses of one group. Data alone: the command and the test runner read the same suites. */
export interface Suite {
  readonly group: ClauseGroup;
  readonly title: string;
  readonly clauses: readonly Clause[];
}
