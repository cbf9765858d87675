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

  /**
   * A stack that counts nothing, or says that it begins anew, is not judged by it.
   *
   * @returns why its counters say nothing, where they should
   */
  judge(tally: Tally): string | undefined {
    const { counters } = this.#context.endpoint;
    if (!this.#facts || !counters || counters.resets === 'on-load') return undefined;
    const { before, after } = this.#facts;
    const problem = before.problem ?? after.problem;
    if (problem !== null) return problem;
    const inferences = grown(before.inferences, after.inferences);
    if (inferences) {
      tally.examined += 1;
      if (!this.#answered.holds(inferences.growth)) {
        tally.violation({
          about: `${counters.inferences} does not grow by what was answered while artifacts were replaced`,
          expected: `growth by ${this.#answered}`,
          seen: inferences.seen,
        });
      }
    }
    const fallbacks = grown(before.fallbacks, after.fallbacks);
    if (!fallbacks) return undefined;
    tally.examined += 1;
    if (fallbacks.growth === 0) return undefined;
    tally.violation({
      about: `the stack itself counts fallbacks in ${counters.fallbacks} while artifacts were replaced`,
      expected: 'growth by 0',
      seen: fallbacks.seen,
    });
    return undefined;
  }
}

/** A series may appear with its first increment only. */
function grown(before: number | null, after: number | null): { growth: number; seen: string } | undefined {
  if (before === null && after === null) return undefined;
  return { growth: (after ?? 0) - (before ?? 0), seen: `from ${before ?? 'nothing'} to ${after ?? 'nothing'}` };
}
