import { eachExchange } from './kinds-of-check.ts';
import { judgeAnswer } from './served-answer.ts';
import { replyInWords } from './wording.ts';

/** CAUSE-2, of the endpoint: with its model taken away it answers no action and says so; with it back, it answers as before. */
export const withoutAModelNoAnswer = eachExchange(
  { clause: 'CAUSE-2', grade: 'caused', phases: ['gone', 'back'] },
  (context, tally) => {
    const absences = [...context.history.facts('absence')];
    let without = 0;
    const kept = new Set(absences.filter((absence) => absence.kept).map(({ way }) => way));
    return {
      see(judged) {
        const { exchange, reply } = judged;
        if (exchange.phase === 'back') return judgeAnswer(context, tally, judged);
        if (kept.has(exchange.note)) return;
        tally.examined += 1;
        without += 1;
        const givesAction = reply.kind === 'answered' || ('action' in reply && reply.action !== undefined);
        const isLoud = reply.kind === 'refused' || reply.kind === 'failed' || reply.kind === 'lost';
        if (isLoud && !givesAction) return;
        tally.violation({
          about: givesAction
            ? 'an endpoint whose model was taken away answers with an action'
            : 'an endpoint whose model was taken away does not say so',
          expected: `an error, and no action (${exchange.note})`,
          seen: replyInWords(context.contract, reply),
          exchange: exchange.id,
        });
      },
      conclude() {
        const stuck = absences.find(({ problem }) => problem !== null);
        for (const { way, backAfter, problem } of absences) {
          if (backAfter !== null || problem !== null) continue;
          tally.examined += 1;
          tally.violation({
            about: 'an endpoint does not come back with its model',
            expected: `ready again in its time after ${way}`,
            seen: 'never ready',
          });
        }
        const ways = absences.filter((absence) => !absence.kept).map(({ way }) => way);
        const keeping = kept.size > 0 ? `: it keeps its model (${[...kept].join('; ')})` : '';
        const never = without > 0 ? undefined : `the endpoint was not asked without its model${keeping}`;
        return {
          unproven: stuck ? `the model could not be brought back after ${stuck.way}: ${stuck.problem}` : never,
          notes: ways.length > 0 ? [`${ways.length} ways: ${ways.join('; ')}`] : [],
        };
      },
    };
  },
);
