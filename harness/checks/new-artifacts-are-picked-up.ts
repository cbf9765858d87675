import type { InterventionFacts } from '../history/run-event.ts';
import { couldNotBeDone, failureInWords } from './failed-command.ts';
import { eachExchange } from './kinds-of-check.ts';
import { shortened, statedVersions } from './stated-versions.ts';
import { SwapTimeline } from './swap-timeline.ts';
import { replyInWords } from './wording.ts';

/**
 * SWAP-1: a new artifact is picked up without a restart: on every connection, once and for all, and the version that is
 * stated is that of the policy which answers.
 */
export const newArtifactsArePickedUp = eachExchange(
  { clause: 'SWAP-1', grade: 'caused', phases: ['swapped'] },
  (context, tally) => {
    const timeline = new SwapTimeline(context);
    const versions = statedVersions(context);
    const firstAnswers = new Map<InterventionFacts, number>();
    let isSwapped = false;
    return {
      see(judged) {
        const { by, row, during, replaced, goesBack } = timeline.read(judged);
        if (during && (during.about === 'broken' || couldNotBeDone(during))) return;
        const { id, endedAt } = judged.exchange;
        if (during && replaced && by === during.predicts && !firstAnswers.has(during))
          firstAnswers.set(during, endedAt - during.doneAt);
        if (goesBack) {
          tally.violation({
            about: 'a connection goes back to the policy that was replaced',
            expected: `an answer of the ${during?.predicts} policy, as before on this connection (${during?.name})`,
            seen: `${replyInWords(context.contract, judged.reply)}, of the ${by} policy`,
            exchange: id,
          });
        }
        const other = row && versions.otherThanBefore(by, row.modelVersion);
        if (other === undefined) return;
        tally.violation({
          about: 'the stated version is not that of the policy which answers',
          expected: `${shortened(other)}, since the ${by} policy answers`,
          seen: `${row?.modelVersion}`,
          exchange: id,
        });
      },
      conclude() {
        const replacements = timeline.interventions.filter(isReplacement);
        for (const replacement of replacements) {
          if (couldNotBeDone(replacement)) continue;
          if (replacement.predicts === 'marked' && replacement.settledAt !== null) isSwapped = true;
          judgeReplacement(replacement, tally);
        }
        const undone = replacements.find(couldNotBeDone);
        const never = isSwapped ? undefined : 'no other artifact was put in place';
        const times = replacements
          .flatMap((each) => firstAnswers.get(each) ?? [])
          .toSorted((one, other) => one - other);
        const median = times[times.length >> 1];
        return {
          unproven: undone ? failureInWords(undone) : never,
          notes:
            median === undefined
              ? []
              : [
                  `${times.length} replacements picked up: the first new answer came after ${inMilliseconds(median)} (median), ` +
                    `${inMilliseconds(times.at(-1)!)} at most`,
                ],
        };
      },
    };
  },
);

function isReplacement({ about }: InterventionFacts): boolean {
  return about === 'replacement' || about === 'command';
}

function judgeReplacement(
  { name, predicts, settledAt, within, problem }: InterventionFacts,
  tally: { examined: number; violation: (finding: { about: string; expected: string; seen: string }) => void },
): void {
  tally.examined += 1;
  if (settledAt !== null) return;
  tally.violation({
    about:
      problem === null
        ? 'a new artifact is not picked up'
        : 'a new artifact is not loaded when the endpoint is told to',
    expected: `answers of the ${predicts} policy on every connection within ${within} ms (${name})`,
    seen: problem ?? 'not on every connection',
  });
}

function inMilliseconds(time: number): string {
  return `${Math.max(0, Math.round(time))} ms`;
}
