import { servedPhases } from '../history/phase.ts';
import { AnsweredRows } from './answered-rows.ts';
import { eachExchange } from './kinds-of-check.ts';
import { loggedDecisions, whyNoDecisionsAreLogged } from './logged-decisions.ts';

/** SEEN-1: the log has one line for every decision, and each says that the model made it. */
export const logsStateEveryDecision = eachExchange(
  { clause: 'SEEN-1', grade: 'claimed', phases: servedPhases },
  (context, tally) => {
    const { endpoint } = context;
    const answered = new AnsweredRows({ ...endpoint, counters: undefined });
    return {
      see: (judged) => answered.see(judged),
      conclude() {
        const hindrance = whyNoDecisionsAreLogged(context);
        if (hindrance !== undefined) return { unproven: hindrance };
        const { lines, byModel, notByModel } = loggedDecisions(context);
        tally.examined += lines;
        notByModel.forEach((text, index) => {
          tally.violation(
            {
              about: 'the log states a decision that the trained model did not make',
              expected: 'used: true',
              seen: text.slice(0, 300),
            },
            index === 0 ? lines - byModel - notByModel.length + 1 : 1,
          );
        });
        if (!answered.holds(tally.examined)) {
          tally.violation({
            about: 'the log does not have one line for every decision',
            expected: `${answered} lines that match ${endpoint.logs.decision}`,
            seen: `${tally.examined} lines`,
          });
        }
        return undefined;
      },
    };
  },
);
