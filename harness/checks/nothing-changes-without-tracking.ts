import { eachExchange } from './kinds-of-check.ts';
import { isBusy } from './says-nothing.ts';
import { judgeAnswer } from './served-answer.ts';

/** TRACK-2: while the tracking server is slow, silent or gone, every row is answered as the artifact decides. */
export const nothingChangesWithoutTracking = eachExchange(
  { clause: 'TRACK-2', grade: 'caused', phases: ['untracked'] },
  (context, tally) => {
    const sent = new Map<string, number>();
    return {
      see(judged) {
        const { exchange, reply } = judged;
        sent.set(exchange.note, (sent.get(exchange.note) ?? 0) + 1);
        if (reply.kind === 'answered') return judgeAnswer(context, tally, judged);
        if (isBusy(reply, context.endpoint)) {
          tally.unanswered += 1;
          return;
        }
        tally.examined += 1;
        tally.violation({
          about: `while the tracking server is ${exchange.note}, a row gets no answer`,
          expected: 'an answer, as with the server there',
          seen:
            reply.kind === 'lost' || reply.kind === 'unreadable'
              ? reply.problem
              : `status ${reply.status}: ${reply.text}`,
          exchange: exchange.id,
        });
      },
      conclude() {
        const outages = [...context.history.facts('outage')];
        const failed = outages.find(({ problem }) => problem !== undefined);
        const unseen = outages.find(({ seen }) => !seen);
        const notes = outages.map(({ way, said }) => `tracking ${way} (${said}): ${sent.get(way) ?? 0} rows sent`);
        const isCommanded = outages.some(({ by }) => by === 'command');
        if (isCommanded)
          notes.push('the server ran already: by its command it was gone; slow and silent were not tried');
        if (failed)
          return { notes, unproven: `the tracking server was not ${failed.way}, and back: ${failed.problem}` };
        if (outages.length < 3 && !isCommanded)
          return { notes, unproven: 'the tracking server was not made slow, silent and gone' };
        return { notes, unproven: unseen && `the tracking server was not seen to be ${unseen.way}: ${unseen.said}` };
      },
    };
  },
);
