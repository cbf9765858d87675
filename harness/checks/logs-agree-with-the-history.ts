import { servedPhases } from '../history/phase.ts';
import { mostRowsOfMalformed } from './answered-rows.ts';
import { decisionLines } from './decision-lines.ts';
import { eachExchange } from './kinds-of-check.ts';
import { actionName } from './wording.ts';

/**
 * SEEN-2: what the log says was decided, and by whom, is what the replies said.
 *
 * Lines are compared with replies as counts, by action and by who decided: lines come in no certain order. What got no
 * reply, and what was malformed and got one, may or may not stand in the log, and widens the interval.
 */
export const logsAgreeWithTheHistory = eachExchange(
  { clause: 'SEEN-2', grade: 'corroborated', phases: servedPhases },
  ({ contract, endpoint, history }, tally) => {
    const replied = new Float64Array(contract.actions.discrete);
    let byModel = 0;
    let uncertain = 0;
    return {
      see({ exchange, reply }) {
        if (
          reply.kind === 'lost' ||
          reply.kind === 'unreadable' ||
          (reply.kind === 'answered' && exchange.rows === 0)
        ) {
          uncertain += exchange.rows || mostRowsOfMalformed;
          return;
        }
        if (reply.kind !== 'answered') return;
        for (const { action, usedTrainedModel } of reply.rows) {
          replied[action]! += 1;
          if (usedTrainedModel !== false) byModel += 1;
        }
      },
      conclude() {
        if (endpoint.logs.decision === undefined)
          return { unproven: 'the stack file names no pattern of a decision (logs.decision)' };
        const logged = new Float64Array(contract.actions.discrete);
        let loggedByModel = 0;
        let withAction = 0;
        for (const { text, usedTrainedModel, action } of decisionLines(history.logs('endpoint'), {
          contract,
          endpoint,
        })) {
          tally.examined += 1;
          if (usedTrainedModel) loggedByModel += 1;
          if (action === undefined) continue;
          withAction += 1;
          if (action >= 0) logged[action]! += 1;
          else {
            tally.violation({
              about: 'the log names an action that the contract does not have',
              expected: 'a label or an index',
              seen: text.slice(0, 300),
            });
          }
        }
        if (tally.examined === 0) return undefined;
        if (loggedByModel < byModel || loggedByModel > byModel + uncertain) {
          tally.violation({
            about: 'the log claims another number of decisions by the model than the replies do',
            expected: `${byModel} decisions by the model, as replied`,
            seen: `${loggedByModel} decisions by the model, as logged`,
          });
        }
        logged.forEach((count, action) => {
          const said = replied[action] ?? 0;
          if (withAction === 0 || (count >= said && count <= said + uncertain)) return;
          tally.violation({
            about: 'the log names other actions than the replies did',
            expected: `action ${actionName(contract, action)} ${said} times, as replied`,
            seen: `${count} times, as logged`,
          });
        });
        return undefined;
      },
    };
  },
);
