import type { InterventionFacts } from '../history/run-event.ts';
import { eachExchange } from './kinds-of-check.ts';
import { isBusy } from './says-nothing.ts';
import { SwapTimeline } from './swap-timeline.ts';
import { replyInWords } from './wording.ts';

/**
 * SWAP-3: what is no whole artifact of this contract never serves; the one before goes on.
 *
 * Of an endpoint that picks nothing up this says nothing.
 */
export const brokenArtifactsNeverServe = eachExchange(
  { clause: 'SWAP-3', grade: 'corroborated', phases: ['swapped'] },
  (context, tally) => {
    const timeline = new SwapTimeline(context);
    /** Those during which somebody answered when the artifact lay there. */
    const answered = new Set<InterventionFacts>();
    return {
      see(judged) {
        const answer = timeline.read(judged);
        if (answer.during?.about !== 'broken' || isBusy(judged.reply, context.endpoint)) return;
        tally.examined += 1;
        if (judged.exchange.sentAt >= inPlaceFrom(answer.during)) answered.add(answer.during);
        const isFine = answer.by === answer.during.predicts || answer.by === 'either' || answer.by === answer.replaced;
        if (isFine) return;
        tally.violation({
          about:
            answer.by === 'nobody'
              ? 'with an artifact in place that is broken, or not whole yet, the model before does not go on'
              : 'an artifact that is broken, or not whole yet, gets into the answers',
          expected: `what the ${answer.replaced ?? answer.during.predicts} policy gives (${answer.during.name})`,
          seen: replyInWords(context.contract, judged.reply),
          exchange: judged.exchange.id,
        });
      },
      conclude() {
        const isPickedUp = timeline.interventions.some(
          ({ about, predicts, settledAt }) => about === 'replacement' && predicts === 'marked' && settledAt !== null,
        );
        const broken = timeline.interventions.filter(({ about }) => about === 'broken');
        const silent = broken.find((each) => !answered.has(each));
        const names = [...answered].map(({ name }) => name);
        const notes = names.length > 0 ? [`${names.join('; ')}: ${tally.examined} answers meanwhile`] : [];
        if (broken.length === 0) return { notes, unproven: 'no broken artifact was put in place' };
        if (!isPickedUp) {
          return { notes, unproven: 'no artifact was picked up at all, so that a broken one tells nothing' };
        }
        const open = silent && `${silent.name}: ${silent.problem ?? 'no request was answered meanwhile'}`;
        return { notes, unproven: open };
      },
    };
  },
);

/** What is written slowly lies there from the beginning, and is whole when that is done. */
function inPlaceFrom({ predicts, startedAt, doneAt }: InterventionFacts): number {
  return predicts === 'marked' ? startedAt : doneAt;
}
