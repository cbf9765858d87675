import { servedPhases } from '../history/phase.ts';
import { AnsweredRows } from './answered-rows.ts';
import { counterGrowth } from './counter-growth.ts';
import { eachExchange } from './kinds-of-check.ts';

/** USED-3: the stack's own counters grow by what was sent: inferences by N, fallbacks by 0. */
export const countersGrowByWhatWasSent = eachExchange(
  { clause: 'USED-3', grade: 'claimed', phases: servedPhases },
  (context, tally) => {
    const { endpoint } = context;
    const answered = new AnsweredRows(endpoint);
    return {
      see: (judged) => answered.see(judged),
      conclude() {
        const growth = counterGrowth(context);
        if (typeof growth === 'string') return { unproven: growth };
        if (answered.least === 0) return { unproven: 'nothing was answered that a counter could have counted' };
        const { inferences, fallbacks, before, after } = growth;
        tally.examined += 1;
        if (!answered.holds(inferences)) {
          tally.violation({
            about: `${endpoint.counters?.inferences} does not grow by what was sent`,
            expected: `growth by ${answered}`,
            seen: `growth by ${inferences}, from ${before.inferences} to ${after.inferences}`,
          });
        }
        const name = endpoint.counters?.fallbacks;
        if (name === undefined) return { notes: ['the stack file names no counter of fallbacks'] };
        if (fallbacks === null) return { unproven: `there is no counter ${name}` };
        tally.examined += 1;
        if (fallbacks !== 0) {
          tally.violation({
            about: `the stack itself counts fallbacks in ${name}`,
            expected: 'growth by 0',
            seen: `growth by ${fallbacks}`,
          });
        }
        return { notes: [`inferences grew by ${inferences}, fallbacks by ${fallbacks}`] };
      },
    };
  },
);
