import { eachExchange } from './kinds-of-check.ts';
import { median } from './quantile.ts';
import { isBusy } from './says-nothing.ts';
import { judgeAnswer } from './served-answer.ts';

/** Two moments of one machine may differ by so much, whatever the endpoint does. */
const timesAsLong = 2;

/**
 * TRACK-2: while the tracking server is slow, silent or gone, every row is answered as the artifact decides, and no later.
 *
 * Answers are late where their median is beyond the p99 of the contract. Where the same rows took about as long with the
 * server there, nothing is known of the outage.
 */
export const nothingChangesWithoutTracking = eachExchange(
  { clause: 'TRACK-2', grade: 'caused', phases: ['untracked'] },
  (context, tally) => {
    const sent = new Map<string, number>();
    const waits = new Map<string, number[]>();
    const { p99 } = context.contract.budgets;
    return {
      see(judged) {
        const { exchange, reply } = judged;
        sent.set(exchange.note, (sent.get(exchange.note) ?? 0) + 1);
        if (reply.kind === 'answered') {
          const ofWay = waits.get(exchange.note) ?? [];
          ofWay.push(exchange.endedAt - exchange.sentAt);
          waits.set(exchange.note, ofWay);
        }
        if (exchange.note === 'there') return;
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
        const usual = median(waits.get('there') ?? []);
        let unclear: string | undefined;
        for (const { way } of outages.filter(({ seen }) => seen)) {
          const took = median(waits.get(way) ?? []);
          if (!(took > p99)) continue;
          const asEver = `${told(usual)} with the server there`;
          if (took <= timesAsLong * usual) {
            unclear ??= `answers take too long to tell whether an outage shows: ${told(took)} while the server is ${way}, ${asEver}`;
            continue;
          }
          tally.violation({
            about: `while the tracking server is ${way}, answers are late`,
            expected: `at most ${p99} ms (p99); ${asEver}`,
            seen: `${told(took)} over ${waits.get(way)!.length} answers`,
          });
        }
        const notes = outages.map(({ way, said }) => `tracking ${way} (${said}): ${sent.get(way) ?? 0} rows sent`);
        const isCommanded = outages.some(({ by }) => by === 'command');
        if (isCommanded)
          notes.push('the server ran already: by its command it was gone; slow and silent were not tried');
        if (failed)
          return { notes, unproven: `the tracking server was not ${failed.way}, and back: ${failed.problem}` };
        if (outages.length < 3 && !isCommanded)
          return { notes, unproven: 'the tracking server was not made slow, silent and gone' };
        if (unseen) return { notes, unproven: `the tracking server was not seen to be ${unseen.way}: ${unseen.said}` };
        return { notes, unproven: unclear };
      },
    };
  },
);

function told(milliseconds: number): string {
  return Number.isNaN(milliseconds) ? 'no answer' : `${milliseconds.toFixed(1)} ms (median)`;
}
