import type { Drive, Driven } from './driven-application.ts';

/** What the counters and the log of an application have to tell of, as far as its replies, and what it asks, show it. */
export class Decided {
  /** How often it was brought to decide. */
  asked = 0;
  #decided = 0;
  /** It states nothing, and what it was given was changed on its way: it may or may not have been decided on. */
  #uncertain = false;

  see({ rule }: Pick<Drive, 'rule'>, { stated, asked }: Pick<Driven, 'stated' | 'asked'>): void {
    this.asked += 1;
    if (stated?.kind === 'decided') this.#decided += 1;
    if (stated !== undefined || asked === 0) return;
    if (rule === undefined) this.#decided += 1;
    else this.#uncertain = true;
  }

  /** Growth of the counter of inferences after which no more is waited for; infinite where nobody can know. */
  decisions(): number {
    return this.#uncertain ? Number.POSITIVE_INFINITY : this.#decided;
  }
}
