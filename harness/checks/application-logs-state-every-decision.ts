import { plainDecisionPhases } from '../history/decision.ts';
import { everyDecision } from './decision-check.ts';
import { DecisionsToldOf } from './decisions-told-of.ts';
import { RequestIds } from './request-ids.ts';

/**
 * SEEN-1, of the application: its log has one line for every decision, and says truly whether the model made it. Where the
 * stack file promises it, the id of the decision is on every call and order of it, so that they can be found in other logs.
 */
export const applicationLogsStateEveryDecision = everyDecision(
  { clause: 'SEEN-1', grade: 'corroborated', phases: plainDecisionPhases },
  (_contract, tally, { application, history }) => {
    const decisions = new DecisionsToldOf();
    const ids = new RequestIds({ isPromised: application.requestId === 'sent-on' });
    return {
      see: (decision) => {
        decisions.see(decision);
        ids.see(decision, tally);
      },
      conclude() {
        const { decision } = application.logs;
        if (decision === undefined) {
          return {
            unproven: 'the stack file names no pattern of a decision of the application (application.logs.decision)',
          };
        }
        const [before, after] = [...history.facts('application-counters')];
        if (!before || !after) return { unproven: 'the application was not driven to its end' };
        const pattern = new RegExp(decision);
        const told = { made: 0, refused: 0 };
        for (const { text, at } of history.logs('application')) {
          const groups = at >= before.at && at <= after.at ? pattern.exec(text)?.groups : undefined;
          if (groups) told[groups.used?.toLowerCase() === 'true' ? 'made' : 'refused'] += 1;
        }
        tally.examined += told.made + told.refused;
        const wrong = { made: decisions.wrongMade(told.made), refused: decisions.wrongRefused(told.refused) };
        if (wrong.made !== undefined) {
          tally.violation({
            about: 'the log of the application tells of another number of decisions by the model than it took',
            expected: `${wrong.made} lines that say that the model decided`,
            seen: `${told.made} lines`,
          });
        }
        if (wrong.refused !== undefined) {
          tally.violation({
            about: 'the log of the application tells of another number of refusals than there were',
            expected: `${wrong.refused} lines that say that the model did not decide`,
            seen: `${told.refused} lines`,
          });
        }
        const logged = `the application logged ${told.made} decisions by the model, and ${told.refused} refusals`;
        return { notes: [logged, ...ids.notes] };
      },
    };
  },
);
