import type { EndpointFile } from '../contract/stack-file.ts';
import type { Outcome } from '../history/exchange.ts';

/** What the counters and the log of a stack have to tell of, as far as statuses show it. */
export class Delivered {
  /** Rows that were answered with a success. */
  answeredRows = 0;
  #answeredRequests = 0;
  #refusedRows = 0;
  #refusedRequests = 0;
  /** Something may or may not be told of: it got no reply, or was malformed and answered. */
  #uncertain = false;

  /** @param rows - of the request; 0 where it was malformed */
  see(outcome: Outcome, rows: number): void {
    const answered = outcome.kind === 'reply' && outcome.status < 300;
    if (outcome.kind === 'lost' || (answered && rows === 0)) {
      this.#uncertain = true;
    } else if (answered) {
      this.answeredRows += rows;
      this.#answeredRequests += 1;
    } else if (rows > 0) {
      this.#refusedRows += rows;
      this.#refusedRequests += 1;
    }
  }

  /** Lines about decisions after which no more are waited for; infinite where nobody can know. */
  decisions(): number {
    return this.#uncertain ? Number.POSITIVE_INFINITY : this.answeredRows;
  }

  /** Growth of the counter of inferences after which no more is waited for; infinite where nobody can know. */
  inferences({ counters }: Pick<EndpointFile, 'counters'>): number {
    if (this.#uncertain || counters?.unit === 'batches') return Number.POSITIVE_INFINITY;
    const refusedCount = counters?.refused === 'counted';
    return counters?.unit === 'requests'
      ? this.#answeredRequests + (refusedCount ? this.#refusedRequests : 0)
      : this.answeredRows + (refusedCount ? this.#refusedRows : 0);
  }
}
