import type { DecisionPhase, DrivenDecision } from './decision.ts';
import type { Exchange, LogLine } from './exchange.ts';
import type { Message } from './message.ts';
import type { PairedBy } from './pairing.ts';
import type { Phase } from './phase.ts';
import type { FactKind, FactsOf } from './run-event.ts';

/** Which part of a history is wanted; ids are inclusive. */
export interface ExchangeFilter {
  readonly phases?: readonly Phase[];
  readonly from?: number;
  readonly to?: number;
}

/** A call that belongs to a decision. */
export interface DecisionMessage extends Message {
  readonly by: PairedBy;
  /** The decision that was under way when it began; null before the first one. */
  readonly during: number | null;
}

/** A decision that the application was brought to, and the calls that belong to it, in the order in which they began. */
export interface RecordedDecision {
  readonly driven: DrivenDecision;
  /** The application was asked for the same decision once more. */
  readonly askedAgain: boolean;
  /** When the next one began, or all were over. */
  readonly until: number;
  /** When it was over, the application asked or fetched something again. */
  readonly wentOn: boolean;
  /** The first of them, where there are very many. */
  readonly messages: readonly DecisionMessage[];
}

/** A recorded run, read in order and one row at a time: nothing here grows with its length. */
export interface History {
  exchanges(filter?: ExchangeFilter): Iterable<Exchange>;
  logs(source?: string): Iterable<LogLine>;
  /** Facts of one kind, in the order in which they were recorded. */
  facts<Kind extends FactKind>(kind: Kind): Iterable<FactsOf<Kind>>;
}

/** What was recorded of an application. */
export interface DecisionHistory {
  /** Each with the messages that belong to it: see `pairCalls`. */
  decisions(phases: readonly DecisionPhase[]): Iterable<RecordedDecision>;
  /** What arrived at the exchange and belongs to no decision: before the first, or when all were over. */
  strayMessages(): Iterable<DecisionMessage>;
}
