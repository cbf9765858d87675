import type { Exchange, LogLine } from './exchange.ts';
import type { Phase } from './phase.ts';
import type { FactKind, FactsOf } from './run-event.ts';

/** Which part of a history is wanted; ids are inclusive. */
export interface ExchangeFilter {
  readonly phases?: readonly Phase[];
  readonly from?: number;
  readonly to?: number;
}

/** A recorded run, read in order and one row at a time: nothing here grows with its length. */
export interface History {
  exchanges(filter?: ExchangeFilter): Iterable<Exchange>;
  logs(source?: string): Iterable<LogLine>;
  /** Facts of one kind, in the order in which they were recorded. */
  facts<Kind extends FactKind>(kind: Kind): Iterable<FactsOf<Kind>>;
}
