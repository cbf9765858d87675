import { eachDecision } from './decision-check.ts';
import { ToldTrouble } from './told-trouble.ts';

/**
 * LOAD-4, of the application: its log tells of no load failure, no import error and no fallback from its start on, in decisions
 * for which nothing was broken on purpose, and whose market is no rarity.
 */
export const noTroubleInTheApplicationsLog = eachDecision(
  { clause: 'LOAD-4', grade: 'claimed', phases: ['shown', 'forced'] },
  (_contract, tally, { application, history }) => {
    const times: (readonly [from: number, to: number])[] = [];
    const { decision } = application.logs;
    const ofDecisions = decision === undefined ? undefined : new RegExp(decision);
    const isWithin = (at: number, text: string): boolean => {
      const isBefore = at < (times[0]?.[0] ?? 0);
      // One that decides on its own has waited for the first decision, and may say that it lost patience.
      return isBefore ? !ofDecisions?.test(text) : times.some(([from, to]) => at >= from && at < to);
    };
    return {
      see({ startedAt, until }) {
        times.push([startedAt, until]);
      },
      conclude() {
        const trouble = new ToldTrouble(application.logs);
        for (const { text, at, stream } of history.logs('application')) {
          if (!isWithin(at, text)) continue;
          tally.examined += 1;
          const pattern = trouble.in(text);
          if (pattern === undefined) continue;
          tally.violation({
            about: `the log of the application tells of trouble: ${pattern}`,
            expected: 'no load failure, import error or fallback',
            seen: `${stream}, ${Math.round(at)} ms: ${text.slice(0, 300)}`,
          });
        }
        if (tally.examined === 0) return { unproven: 'the application logged nothing that Assay could read' };
        return { unproven: trouble.unread(), notes: trouble.notes() };
      },
    };
  },
);
