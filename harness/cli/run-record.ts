import { Ledger } from '../campaign/ledger.ts';
import type { LogLine } from '../history/exchange.ts';
import { Journal } from '../history/journal.ts';
import type { Facts } from '../history/run-event.ts';

/** What a run writes down while it happens. */
export class RunRecord implements Disposable {
  readonly started = new Date();
  readonly ledger = new Ledger();
  readonly journal: Journal;
  readonly #origin = performance.now();

  constructor(historyFile: string) {
    this.journal = new Journal(historyFile);
  }

  /** Milliseconds since the run began. */
  readonly clock = (): number => performance.now() - this.#origin;

  readonly facts = (facts: Facts): void => this.journal.event({ at: this.clock(), facts });

  readonly log = (line: LogLine): void => this.journal.log(line);

  /** Aborted with the given one, and when the record cannot be written any more: nothing may go on then. */
  readonly whileItIsKept = (signal: AbortSignal): AbortSignal => AbortSignal.any([signal, this.journal.failed]);

  [Symbol.dispose](): void {
    this.journal.close();
  }
}
