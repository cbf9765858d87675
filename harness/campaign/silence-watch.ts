import type { Outcome } from '../history/exchange.ts';
import { CampaignError } from './campaign-error.ts';

/** So many requests without an answer, one after the other, and the endpoint is taken to be gone ... */
const lostInARow = 32;
/** ... or fewer of them, where each takes its time to be lost: a deadline, or being told again and again to come back. */
const fewestLost = 4;
const longestSilence = 10_000; // milliseconds

/** Notices that an endpoint no longer answers at all, so that nobody waits for the deadline of every call that is left. */
export class SilenceWatch {
  readonly #busy: readonly number[];
  #lost = 0;
  /** When the first of the requests was due that were lost in a row. */
  #since = 0;

  /** @param busy - statuses that mean "ask again later" */
  constructor(busy: readonly number[]) {
    this.#busy = busy;
  }

  /** @throws {CampaignError} ENDPOINT_SILENT */
  see(outcome: Outcome, { scheduledAt, retries, now }: { scheduledAt: number; retries: number; now: number }): void {
    const problem = this.#whyNoAnswer(outcome, retries);
    if (problem === undefined) {
      this.#lost = 0;
      return;
    }
    this.#lost += 1;
    if (this.#lost === 1) this.#since = scheduledAt;
    const isSilent = this.#lost >= fewestLost && now - this.#since >= longestSilence;
    if (this.#lost < lostInARow && !isSilent) return;
    throw new CampaignError('ENDPOINT_SILENT', {
      problem: `${this.#lost} requests in a row got no answer; the last one, ${Math.round(now)} ms into the run: ${problem}`,
      remedy: 'look at the log of the endpoint; if it is only slow, raise deadline in the stack file',
    });
  }

  #whyNoAnswer(outcome: Outcome, retries: number): string | undefined {
    if (outcome.kind === 'lost') return outcome.message;
    if (this.#busy.includes(outcome.status)) return `busy with status ${outcome.status}, asked ${retries + 1} times`;
    return undefined;
  }
}
