import type { EndpointFile } from '../contract/stack-file.ts';
import type { JudgedExchange } from './check.ts';

/** A malformed request that is answered may be a batch, whose rows nobody can count. */
export const mostRowsOfMalformed = 64;

/**
 * How many inferences a stack must have counted.
 *
 * What got no reply may or may not have been counted, and so may a malformed request that was answered: the count is
 * an interval, which closes where every request was answered or refused.
 */
export class AnsweredRows {
  least = 0;
  most = 0;
  readonly #unit: 'rows' | 'requests';
  readonly #refusedCount: boolean;

  constructor({ counters }: EndpointFile) {
    this.#unit = counters?.unit ?? 'rows';
    this.#refusedCount = counters?.refused === 'counted';
  }

  see({ exchange, reply }: JudgedExchange): void {
    const counted = this.#unit === 'rows' ? exchange.rows || mostRowsOfMalformed : 1;
    const certain =
      exchange.rows > 0 && (reply.kind === 'answered' || (reply.kind === 'refused' && this.#refusedCount));
    const refused = reply.kind === 'refused' && !this.#refusedCount;
    if (certain) this.least += counted;
    if (certain || !refused) this.most += counted * (1 + exchange.retries);
  }

  holds(count: number): boolean {
    return count >= this.least && count <= this.most;
  }

  toString(): string {
    return this.least === this.most ? `${this.least}` : `${this.least} to ${this.most}`;
  }
}
