import type { ClauseId } from '../contract/clauses.ts';
import type { Contract } from '../contract/contract.ts';
import type { EndpointFile } from '../contract/stack-file.ts';
import type { Exchange } from '../history/exchange.ts';
import type { History } from '../history/history.ts';
import type { Phase } from '../history/phase.ts';
import type { Reply } from '../protocols/protocol.ts';

/** How strong the evidence is: the stack says so; the oracle agrees; changing the model changed the decision as predicted. */
export type Grade = 'claimed' | 'corroborated' | 'caused';

/** One violation, as data. */
export interface Finding {
  readonly clause: ClauseId;
  /** Says in one sentence what is wrong. Findings of one check with the same `about` are one finding, seen several times. */
  readonly about: string;
  readonly expected: string;
  readonly seen: string;
  /** Where in the history, if it is one call; `row` within its batch. */
  readonly exchange?: number;
  readonly row?: number;
  /** Which decision of the application, if it is one. */
  readonly decision?: number;
}

/** What a check has to say when it has seen everything. */
export interface CheckResult {
  /** How many calls, lines or values were judged. A check that judged nothing has proven nothing. */
  readonly examined: number;
  /** How many violations there are; `findings` holds the first of them. */
  readonly violations: number;
  readonly findings: readonly Finding[];
  /** Answers that two correct runtimes may give differently, and that were therefore not judged. */
  readonly nearTies: number;
  /** Why the check could not examine what it had to; then the clause is UNPROVEN. */
  readonly unproven?: string;
  /** What a reader should know beside the verdict. */
  readonly notes: readonly string[];
  /** What is best read in rows. */
  readonly tables?: readonly Table[];
}

/** Texts in rows; the first column says what a row is about. */
export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  /** One text a column. */
  readonly rows: readonly (readonly string[])[];
}

/** What the artifact answers to one row. */
export interface ExpectedAnswer {
  /** Index of the decision; of a box, the cell of the action. */
  readonly action: number;
  /** How much better it is than the second best; of a box, how far the action lies from the next cell. */
  readonly margin: number;
  /** Whether two correct runtimes may decide differently: the margin is at most twice the tolerance. */
  readonly nearTie: boolean;
  /** The values of all outputs, one after the other; first those of the answer, as in `RowAnswer.scores`. */
  readonly scores: Float32Array;
}

/** One exchange with its reply understood and, a row, the oracle's answer; none where the oracle was not asked. */
export interface JudgedExchange {
  readonly exchange: Exchange;
  readonly reply: Reply;
  readonly expected: readonly ExpectedAnswer[];
}

export interface CheckContext {
  readonly contract: Contract;
  readonly endpoint: EndpointFile;
  /** For logs and events, which are streams beside the exchanges. */
  readonly history: History;
}

/** One pass over the exchanges of a check's phases. */
export interface Examination {
  see(judged: JudgedExchange): void;
  conclude(): CheckResult;
}

/** One rule: pure, from history and oracle to findings. */
export interface Check {
  readonly clause: ClauseId;
  readonly grade: Grade;
  /** The phases whose exchanges it sees, in the order in which they were recorded. */
  readonly phases: readonly Phase[];
  /** Whether a contract promises what it looks at, such as a mask; without it, every contract does. */
  readonly appliesTo?: (contract: Contract) => boolean;
  begin(context: CheckContext): Examination;
}
