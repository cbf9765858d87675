import { eachExchange } from './kinds-of-check.ts';
import { judgeAnswer } from './served-answer.ts';
import { replyInWords } from './wording.ts';

/** CAUSE-2, of the endpoint: with its model taken away it answers no action and says so; with it back, it answers as before. */
export const withoutAModelNoAnswer = eachExchange(
  { clause: 'CAUSE-2', grade: 'caused', phases: ['gone', 'back'] },
  (context, tally) => {
    const absences = [...context.history.facts('absence')];
    const kept = new Set(absences.filter((absence) => absence.kept).map(({ way }) => way));
    return {
      see(judged) {
        const { exchange, reply } = judged;
        if (exchange.phase === 'back') return judgeAnswer(context, tally, judged);
        if (kept.has(exchange.note)) return;
        tally.examined += 1;
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
        for (const { way, backAfter } of absences) {
          if (backAfter !== null) continue;
          tally.violation({
            about: 'an endpoint does not come back with its model',
            expected: `ready within the start-up budget after ${way}`,
            seen: 'never ready',
          });
        }
        const ways = absences.filter((absence) => !absence.kept).map(({ way }) => way);
        return { notes: ways.length > 0 ? [`${ways.length} ways: ${ways.join('; ')}`] : [] };
      },
    };
  },
);
