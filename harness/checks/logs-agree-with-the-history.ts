import { servedPhases } from '../history/phase.ts';
import { mostRowsOfMalformed } from './answered-rows.ts';
import { eachExchange } from './kinds-of-check.ts';
import { loggedDecisions, whyNoDecisionsAreLogged } from './logged-decisions.ts';
import { actionInWords } from './wording.ts';

/**
 * SEEN-2: what the log says was decided, and by whom, is what the replies said.
 *
 * Lines are compared with replies as counts, by action and by who decided: lines come in no certain order. What got no
 * reply or failed, what was asked again, and what was malformed and got an answer, may or may not stand in the log, and
 * widens the interval. Continuous actions are counted by cell; what a log rounds near a border counts for both sides.
 */
export const logsAgreeWithTheHistory = eachExchange(
  { clause: 'SEEN-2', grade: 'corroborated', phases: servedPhases },
  (context, tally) => {
    const { contract } = context;
    const replied = new Float64Array(contract.actions.count);
    let byModel = 0;
    let uncertain = 0;
    return {
      see({ exchange, reply }) {
        const certain = reply.kind === 'answered' && exchange.rows > 0;
        const decisions = exchange.rows || mostRowsOfMalformed;
        if (!certain && reply.kind !== 'refused') uncertain += decisions;
        uncertain += decisions * exchange.retries;
        if (!certain) return;
        for (const { action, usedTrainedModel } of reply.rows) {
          replied[action]! += 1;
          if (usedTrainedModel !== false) byModel += 1;
        }
      },
      conclude() {
        const hindrance = whyNoDecisionsAreLogged(context);
        if (hindrance !== undefined) return { unproven: hindrance };
        const { lines, byModel: loggedByModel, actions: logged, ...others } = loggedDecisions(context);
        const { perhaps, withAction, unknownActions } = others;
        tally.examined += lines;
        unknownActions.first.forEach((text, index) => {
          tally.violation(
            {
              about: 'the log names an action that the contract does not have',
              expected: 'a label or an index',
              seen: text.slice(0, 300),
            },
            index === 0 ? unknownActions.count - unknownActions.first.length + 1 : 1,
          );
        });
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
          const most = count + perhaps[action]!;
          if (withAction === 0 || (most >= said && count <= said + uncertain)) return;
          tally.violation({
            about: 'the log names other actions than the replies did',
            expected: `${actionInWords(contract, action)} ${said} times, as replied`,
            seen: `${most === count ? count : `${count} to ${most}`} times, as logged`,
          });
        });
        return undefined;
      },
    };
  },
);
