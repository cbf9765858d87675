import { servedPhases } from '../history/phase.ts';
import { AnsweredRows } from './answered-rows.ts';
import { counterGrowth } from './counter-growth.ts';
import { eachExchange } from './kinds-of-check.ts';

/** SEEN-2: who reads the metrics learns how many decisions there were: neither more nor fewer than were answered. */
export const countersAgreeWithTheHistory = eachExchange(
  { clause: 'SEEN-2', grade: 'corroborated', phases: servedPhases },
  (context, tally) => {
    const answered = new AnsweredRows(context.endpoint);
    return {
      see: (judged) => answered.see(judged),
      conclude() {
        const growth = counterGrowth(context);
        if (typeof growth === 'string') return { unproven: growth };
        if (answered.most === 0) return undefined;
        // Together: who decided is what USED-1 and the log are asked.
        const decided = growth.inferences + (growth.fallbacks ?? 0);
        tally.examined += 1;
        if (!answered.holds(decided)) {
          tally.violation({
            about: 'the metrics tell of another number of decisions than were answered',
            expected: `${answered} decisions, as answered`,
            seen: `${decided}, as counted`,
          });
        }
        return undefined;
      },
    };
  },
);
