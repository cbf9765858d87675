import { servedPhases } from '../history/phase.ts';
import type { CounterFacts } from '../history/run-event.ts';
import { AnsweredRows } from './answered-rows.ts';
import { eachExchange } from './kinds-of-check.ts';

/** USED-3: the stack's own counters grow by what was sent: inferences by N, fallbacks by 0. */
export const countersGrowByWhatWasSent = eachExchange(
  { clause: 'USED-3', grade: 'claimed', phases: servedPhases },
  ({ endpoint, history }, tally) => {
    const answered = new AnsweredRows(endpoint);
    return {
      see: (judged) => answered.see(judged),
      conclude() {
        const readings = [...history.facts('counters')];
        const before = readings.find(({ moment }) => moment === 'before');
        const after = readings.find(({ moment }) => moment === 'after');
        if (!endpoint.counters) return { unproven: 'the stack file names no counters' };
        const problem = before?.problem ?? after?.problem;
        if (!before || !after || problem) return { unproven: problem ?? 'the counters were not read' };
        const grown = growth(before, after);
        if (grown === 'reset') return { unproven: 'a counter went down: it was reset during the run' };

        if (answered.least === 0) return { unproven: 'nothing was answered that a counter could have counted' };
        if (grown.inferences === null) return { unproven: `there is no counter ${endpoint.counters.inferences}` };
        tally.examined += 1;
        if (!answered.holds(grown.inferences)) {
          tally.violation({
            about: `${endpoint.counters.inferences} does not grow by what was sent`,
            expected: `growth by ${answered}`,
            seen: `growth by ${grown.inferences}, from ${before.inferences} to ${after.inferences}`,
          });
        }
        if (endpoint.counters.fallbacks === undefined)
          return { notes: ['the stack file names no counter of fallbacks'] };
        if (grown.fallbacks === null) return { unproven: `there is no counter ${endpoint.counters.fallbacks}` };
        tally.examined += 1;
        if (grown.fallbacks !== 0) {
          tally.violation({
            about: `the stack itself counts fallbacks in ${endpoint.counters.fallbacks}`,
            expected: 'growth by 0',
            seen: `growth by ${grown.fallbacks}`,
          });
        }
        return { notes: [`inferences grew by ${grown.inferences}, fallbacks by ${grown.fallbacks}`] };
      },
    };
  },
);

function growth(before: CounterFacts, after: CounterFacts) {
  const of = (first: number | null, last: number | null) => (last === null ? null : last - (first ?? 0));
  const inferences = of(before.inferences, after.inferences);
  const fallbacks = of(before.fallbacks, after.fallbacks);
  if ((inferences ?? 0) < 0 || (fallbacks ?? 0) < 0) return 'reset' as const;
  return { inferences, fallbacks };
}
