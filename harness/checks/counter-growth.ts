import type { CounterFacts } from '../history/run-event.ts';
import type { CheckContext } from './check.ts';

/** How far the counters of a stack grew over the run. */
export interface CounterGrowth {
  readonly inferences: number;
  /** Null where there is no such counter. */
  readonly fallbacks: number | null;
  readonly before: CounterFacts;
  readonly after: CounterFacts;
}

/** @returns the growth, or why it is not known */
export function counterGrowth({ endpoint, history }: CheckContext): CounterGrowth | string {
  if (!endpoint.counters) return 'the stack file names no counters';
  const readings = [...history.facts('counters')];
  const before = readings.find(({ moment }) => moment === 'before');
  const after = readings.find(({ moment }) => moment === 'after');
  const problem = before?.problem ?? after?.problem;
  if (!before || !after || problem) return problem ?? 'the counters were not read';
  // A series may appear with its first increment only.
  const of = (first: number | null, last: number | null) => (last === null ? null : last - (first ?? 0));
  const inferences = of(before.inferences, after.inferences);
  const fallbacks = of(before.fallbacks, after.fallbacks);
  if ((inferences ?? 0) < 0 || (fallbacks ?? 0) < 0) return 'a counter went down: it was reset during the run';
  if (inferences === null) return `there is no counter ${endpoint.counters.inferences}`;
  return { inferences, fallbacks, before, after };
}
