import type { EndpointFile } from '../contract/stack-file.ts';
import type { JudgedExchange } from './check.ts';

/** Most requests that a server may have put together in one batch: as many as are ever in flight. */
const mostTogether = 256;
/** A malformed request that is answered may be a batch, whose rows nobody can count. */
export const mostRowsOfMalformed = 64;

/**
 * How many inferences a stack must have counted.
 *
 * What got no reply may or may not have been counted, and so may a malformed request that was answered: the count is
 * an interval, which closes where every request was answered or refused. Of batches that the server makes by itself, it
 * stays open: from as many requests as can be in flight in each, to a row in each.
 */
export class AnsweredRows {
  most = 0;
  #certain = 0;
  readonly #unit: 'rows' | 'requests' | 'batches';
  readonly #refusedCount: boolean;

  constructor({ counters }: EndpointFile) {
    this.#unit = counters?.unit ?? 'rows';
    this.#refusedCount = counters?.refused === 'counted';
  }

  get least(): number {
    return this.#unit === 'batches' ? Math.ceil(this.#certain / mostTogether) : this.#certain;
  }

  see({ exchange, reply }: JudgedExchange): void {
    const rows = exchange.rows || mostRowsOfMalformed;
    const counted = this.#unit === 'rows' ? rows : 1;
    const certain =
      exchange.rows > 0 && (reply.kind === 'answered' || (reply.kind === 'refused' && this.#refusedCount));
    const refused = reply.kind === 'refused' && !this.#refusedCount;
    if (certain) this.#certain += counted;
    const most = this.#unit === 'requests' ? 1 : rows;
    if (certain || !refused) this.most += most * (1 + exchange.retries);
  }

  holds(count: number): boolean {
    return count >= this.least && count <= this.most;
  }

  toString(): string {
    return this.least === this.most ? `${this.least}` : `${this.least} to ${this.most}`;
  }
}
