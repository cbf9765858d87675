import { setTimeout as pause } from 'node:timers/promises';
import type { HttpClient } from './http.ts';
import { ProtocolError } from './protocol-error.ts';

const millisecondsPerSecond = 1_000;

export interface RequestLimits {
  /** Most requests in all; without it, as many as it takes. */
  readonly maximum?: number | undefined;
  /** Most requests a second; without it, as many as are answered. */
  readonly rate?: number | undefined;
}

/**
 * What may be sent to an endpoint that others use as well. Whoever sends takes from it, request by request, whatever it is
 * sent for: readiness, metrics and reloads count like observations.
 */
export class RequestBudget {
  readonly maximum: number;
  readonly rate: number;
  #taken = 0;
  /** When the next request may be sent, as `performance.now` counts. */
  #next = Number.NEGATIVE_INFINITY;

  constructor({ maximum = Number.POSITIVE_INFINITY, rate = Number.POSITIVE_INFINITY }: RequestLimits = {}) {
    this.maximum = maximum;
    this.rate = rate;
  }

  get taken(): number {
    return this.#taken;
  }

  get left(): number {
    return this.maximum - this.#taken;
  }

  /**
   * Why nothing further may be sent; undefined while something may.
   *
   * @param kept - requests that are kept for something else
   */
  exhausted(kept = 0): ProtocolError | undefined {
    return this.#taken + kept >= this.maximum ? spent(this.maximum) : undefined;
  }

  /**
   * Resolves when the next request may be sent.
   *
   * @throws {ProtocolError} REQUESTS_SPENT
   */
  async take(): Promise<void> {
    const problem = this.exhausted();
    if (problem) throw problem;
    this.#taken += 1;
    if (this.rate === Number.POSITIVE_INFINITY) return;
    const at = Math.max(this.#next, performance.now());
    this.#next = at + millisecondsPerSecond / this.rate;
    // A timer may fire a moment early, and never may a request.
    for (let early = at - performance.now(); early > 0; early = at - performance.now()) await pause(Math.ceil(early));
  }
}

/** Sends what the budget allows, when it allows it. */
export function metered(client: HttpClient, budget: RequestBudget): HttpClient {
  return {
    send: async (request, how) => {
      await budget.take();
      return await client.send(request, how);
    },
    close: () => client.close(),
  };
}

function spent(maximum: number): ProtocolError {
  return new ProtocolError('REQUESTS_SPENT', {
    problem: `the ${maximum} requests that may be sent to the endpoint are spent (--max-requests)`,
    remedy: 'allow more of them, or ask for fewer clauses (--only)',
  });
}
