import type { History } from '../history/history.ts';
import type { Phase } from '../history/phase.ts';

/** Share of the processors that others must take before what was slow may be their doing. */
const leastOthers = 0.2;

/** How much of what was waited for in a phase others on this machine may have caused. */
export interface Starvation {
  /**
   * Most that waits for a processor add to a percentile, in milliseconds: where a share of the calls lies beyond it, each
   * of these waited as long, and all of them together no longer than was waited at all.
   */
  at(percentile: number): number;
  /** What others did, for a reason. */
  readonly words: string;
}

/**
 * Undefined where nobody else took much, or where the system does not tell: then what was slow is the endpoint's own doing.
 *
 * @param calls - that were made in the phase
 */
export function starvationIn(history: History, phase: Phase, calls: number): Starvation | undefined {
  for (const facts of history.facts('processors')) {
    if (facts.phase !== phase || facts.others < leastOthers * facts.all) continue;
    const perCall = facts.waited / Math.max(calls, 1);
    const share = ((100 * facts.others) / facts.all).toFixed(0);
    return {
      at: (percentile) => perCall / (1 - percentile / 100),
      words: `others took ${share} % of this machine's processors, for which ${perCall.toFixed(2)} ms were waited a call`,
    };
  }
  return undefined;
}
