import { createHash, type Hash } from 'node:crypto';
import type { EncodedRequest } from '../protocols/protocol.ts';

/** What was sent, over all endpoints of a run: numbers the requests and digests their bytes. */
export class Ledger {
  requests = 0;
  observations = 0;
  readonly #digest: Hash = createHash('sha256');

  /** @returns the id of the exchange, in the order in which requests are made */
  enter({ method, path, body }: EncodedRequest, rows: number): number {
    this.requests += 1;
    this.observations += rows;
    this.#digest.update(`${method} ${path}\n`).update(body).update('\n');
    return this.requests;
  }

  /**
   * Numbers a request that is in no digest: how many of its kind are sent depends on how long something takes.
   *
   * @returns the id of the exchange
   */
  enterApart(rows: number): number {
    this.requests += 1;
    this.observations += rows;
    return this.requests;
  }

  /** SHA-256 of every byte that was sent so far, in order, but for what was entered apart: same contract, same seed, same digest. */
  digest(): string {
    return this.#digest.copy().digest('hex');
  }
}
