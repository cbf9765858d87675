import type { DecisionPhase, DrivenDecision } from './decision.ts';
import type { Exchange, LogLine } from './exchange.ts';
import type { Message } from './message.ts';
import type { Phase } from './phase.ts';
import type { FactKind, FactsOf } from './run-event.ts';

/** Which part of a history is wanted; ids are inclusive. */
export interface ExchangeFilter {
  readonly phases?: readonly Phase[];
  readonly from?: number;
  readonly to?: number;
}

/** A decision that the application was brought to, and the calls that belong to it, in the order in which they began. */
export interface RecordedDecision {
  readonly driven: DrivenDecision;
  readonly messages: readonly Message[];
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
  /** Each with the messages that belong to it: by their request id where one was sent, or else by when they began. */
  decisions(phases: readonly DecisionPhase[]): Iterable<RecordedDecision>;
}
