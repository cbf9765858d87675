import { servedPhases } from '../history/phase.ts';
import { AnsweredRows } from './answered-rows.ts';
import { decisionLines } from './decision-lines.ts';
import { eachExchange } from './kinds-of-check.ts';

/** SEEN-1: the log has one line for every decision, and each says that the model made it. */
export const logsStateEveryDecision = eachExchange(
  { clause: 'SEEN-1', grade: 'claimed', phases: servedPhases },
  ({ contract, endpoint, history }, tally) => {
    const answered = new AnsweredRows({ ...endpoint, counters: undefined });
    return {
      see: (judged) => answered.see(judged),
      conclude() {
        if (endpoint.logs.decision === undefined)
          return { unproven: 'the stack file names no pattern of a decision (logs.decision)' };
        for (const { text, usedTrainedModel } of decisionLines(history.logs('endpoint'), { contract, endpoint })) {
          tally.examined += 1;
          if (usedTrainedModel) continue;
          tally.violation({
            about: 'the log states a decision that the trained model did not make',
            expected: 'used: true',
            seen: text.slice(0, 300),
          });
        }
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
