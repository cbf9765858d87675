import type { SwapCounterFacts } from '../history/run-event.ts';
import { AnsweredRows } from './answered-rows.ts';
import type { CheckContext, JudgedExchange } from './check.ts';
import type { Tally } from './tally.ts';

/** What the stack counted itself while artifacts were replaced, against what was sent meanwhile. */
export class SwapCounters {
  readonly #context: CheckContext;
  readonly #facts: SwapCounterFacts | undefined;
  readonly #answered: AnsweredRows;

  constructor(context: CheckContext) {
    this.#context = context;
    [this.#facts] = context.history.facts('swap-counters');
    this.#answered = new AnsweredRows(context.endpoint);
  }

  see(judged: JudgedExchange): void {
    const { id } = judged.exchange;
    if (this.#facts && id >= this.#facts.from && id <= this.#facts.to) this.#answered.see(judged);
  }

  /** A stack that counts nothing, or says that it begins anew, is not judged by it. */
  judge(tally: Tally): void {
    const { counters } = this.#context.endpoint;
    if (!this.#facts || !counters || counters.resets === 'on-load') return;
    const { before, after } = this.#facts;
    if (before.inferences !== null && after.inferences !== null) {
      tally.examined += 1;
      const growth = after.inferences - before.inferences;
      if (!this.#answered.holds(growth)) {
        tally.violation({
          about: `${counters.inferences} does not grow by what was answered while artifacts were replaced`,
          expected: `growth by ${this.#answered}`,
          seen: `from ${before.inferences} to ${after.inferences}`,
        });
      }
    }
    if (before.fallbacks === null || after.fallbacks === null) return;
    tally.examined += 1;
    if (after.fallbacks === before.fallbacks) return;
    tally.violation({
      about: `the stack itself counts fallbacks in ${counters.fallbacks} while artifacts were replaced`,
      expected: 'growth by 0',
      seen: `from ${before.fallbacks} to ${after.fallbacks}`,
    });
  }
}
