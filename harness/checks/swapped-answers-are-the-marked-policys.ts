import type { MarkedFacts } from '../history/run-event.ts';
import { couldNotBeDone, failureInWords } from './failed-command.ts';
import { eachExchange } from './kinds-of-check.ts';
import { saysNothing } from './says-nothing.ts';
import { SwapTimeline } from './swap-timeline.ts';
import { replyInWords } from './wording.ts';

/**
 * CAUSE-1: with the marked policy in place the answers are the marked policy's, and with the own one back, its own again.
 *
 * Whatever else answers, a cache, a heuristic, another model, does not follow the artifact.
 */
export const swappedAnswersAreTheMarkedPolicys = eachExchange(
  { clause: 'CAUSE-1', grade: 'caused', phases: ['swapped'] },
  (context, tally) => {
    const timeline = new SwapTimeline(context);
    const [marked] = context.history.facts('marked');
    let changed = 0;
    return {
      see(judged) {
        const { by, during } = timeline.read(judged);
        if (!during || during.settledAt === null || during.about === 'broken') return;
        if (judged.exchange.sentAt < during.settledAt || saysNothing(judged, context.endpoint)) return;
        tally.examined += 1;
        if (by === during.predicts || by === 'either') {
          if (by === 'marked') changed += 1;
          return;
        }
        tally.violation({
          about: `with the ${during.predicts} policy in place, answers are not its own`,
          expected: `what the ${during.predicts} policy gives (${during.name})`,
          seen: replyInWords(context.contract, judged.reply),
          exchange: judged.exchange.id,
        });
      },
      conclude() {
        for (const intervention of timeline.interventions) {
          const { name, predicts, settledAt, about, problem } = intervention;
          if (settledAt !== null || about === 'broken' || about === 'reload' || couldNotBeDone(intervention)) continue;
          tally.examined += 1;
          tally.violation({
            about: 'the answers do not follow the artifact that is in place',
            expected: `answers of the ${predicts} policy (${name})`,
            seen: problem ?? 'answers of another, or none',
          });
        }
        const undone = timeline.interventions.find(couldNotBeDone);
        const never = changed > 0 ? undefined : 'the marked policy was never seen to answer';
        return {
          unproven: undone ? failureInWords(undone) : never,
          notes: marked ? inWords(marked, changed) : [],
        };
      },
    };
  },
);

function inWords({ derived, rows, differing }: MarkedFacts, changed: number): string[] {
  const share = `${differing} of ${rows} rows are decided otherwise by the marked policy; ${changed} answers were its own`;
  return derived === null ? [share] : [share, `the marked policy was derived from the artifact: ${derived}`];
}
