import { canBeTold } from '../contract/can-be-told.ts';
import { eachExchange } from './kinds-of-check.ts';
import { SwapTimeline } from './swap-timeline.ts';
import { replyInWords } from './wording.ts';

/**
 * SWAP-4: once a forced reload is answered, the artifact that was in place when it was forced gives every answer; where the
 * answer is only that it is accepted, once it was seen on every connection.
 */
export const forcedReloadTakesEffectAtOnce = eachExchange(
  { clause: 'SWAP-4', grade: 'caused', phases: ['swapped'] },
  (context, tally) => {
    const timeline = new SwapTimeline(context);
    return {
      see(judged) {
        const { by, during, replaced } = timeline.read(judged);
        const { sentAt, id } = judged.exchange;
        if (during?.about !== 'reload' || during.problem !== null) return;
        const effectiveAt = during.accepted ? during.settledAt : during.doneAt;
        if (effectiveAt === null || sentAt < effectiveAt) return;
        tally.examined += 1;
        if (by !== replaced) return;
        tally.violation({
          about: 'an endpoint that says it has reloaded answers with the policy before',
          expected: `an answer of the ${during.predicts} policy (${during.name})`,
          seen: `${replyInWords(context.contract, judged.reply)}, of the ${by} policy`,
          exchange: id,
        });
      },
      conclude() {
        const reloads = timeline.interventions.filter(({ about }) => about === 'reload');
        for (const { name, predicts, problem, settledAt, within } of reloads) {
          if (settledAt !== null) continue;
          tally.examined += 1;
          tally.violation({
            about: problem === null ? 'a forced reload has no effect' : 'a forced reload fails',
            expected: `answers of the ${predicts} policy within ${within} ms (${name})`,
            seen: problem ?? 'not on every connection',
          });
        }
        const isNamed = canBeTold(context.endpoint);
        const nothing = isNamed
          ? 'no reload was forced'
          : 'the stack file names no way to tell it (routes.reload, artifact.reload)';
        return { unproven: reloads.length > 0 ? undefined : nothing };
      },
    };
  },
);
