import type { DecisionPhase } from '../../history/decision.ts';
import type { Drive, Driven } from './driven-application.ts';

const shortestWait = 20; // milliseconds
const longestWait = 500; // milliseconds

/** Phases in which what an answer is replaced by is as good as the own one. */
const sound: ReadonlySet<DecisionPhase> = new Set(['forced', 'estimated', 'unestimated']);

/**
 * Patience with an application that refuses for a while after answers that were wrong, as one with a circuit breaker does: it
 * is asked for the same decision again, after ever longer waits, until it asks the endpoint once more. One that did not come
 * back in time is not waited for a second time.
 */
export class Recovery {
  readonly #within: number;
  readonly #clock: () => number;
  #afterWrong = false;
  #isStuck = false;
  /** Of the drive that is made again. */
  #again: { readonly until: number; wait: number } | undefined;

  /** @param within - how long it may take, in milliseconds */
  constructor(within: number, clock: () => number) {
    this.#within = within;
    this.#clock = clock;
  }

  /** @returns how many milliseconds to wait before this drive is made again; undefined where it is not */
  waitAfter({ phase, rule }: Drive, { stated, asked }: Driven): number | undefined {
    const isGone = phase === 'gone';
    const isWrong = isGone || (rule !== undefined && !sound.has(phase));
    const mayRecover = this.#afterWrong && !this.#isStuck && !isGone && (!isWrong || asked === 0);
    if (isWrong) this.#afterWrong = true;
    const refuses = stated ? stated.kind === 'refused' : asked === 0;
    if (!mayRecover || !refuses) {
      this.#again = undefined;
      return undefined;
    }
    this.#again ??= { until: this.#clock() + this.#within, wait: shortestWait };
    const { until, wait } = this.#again;
    if (this.#clock() + wait > until) {
      this.#isStuck = true;
      this.#again = undefined;
      return undefined;
    }
    this.#again.wait = Math.min(2 * wait, longestWait);
    return wait;
  }
}
