import type { LogLine } from '../history/exchange.ts';
import type { History } from '../history/history.ts';
import { recordedFacts } from './kinds-of-check.ts';
import { ToldTrouble } from './told-trouble.ts';

/** While it answers whoever tests it, and while it answers the application. */
const sources = ['endpoint', 'endpoint, while the application is driven'];

/** LOAD-4: the logs tell of no load failure, no import error and no fallback. */
export const noTroubleInTheLogs = recordedFacts(
  { clause: 'LOAD-4', grade: 'claimed' },
  ({ endpoint, history }, tally) => {
    const trouble = new ToldTrouble(endpoint.logs);
    for (const { text, at, stream } of linesOf(history)) {
      tally.examined += 1;
      const pattern = trouble.in(text);
      if (pattern === undefined) continue;
      tally.violation({
        about: `the log of the endpoint tells of trouble: ${pattern}`,
        expected: 'no load failure, import error or fallback',
        seen: `${stream}, ${Math.round(at)} ms: ${text.slice(0, 300)}`,
      });
    }
    if (tally.examined === 0) return { unproven: 'the endpoint logged nothing that Assay could read' };
    return { unproven: trouble.unread(), notes: trouble.notes() };
  },
);

/** One by one: a log is as long as the history. */
function* linesOf(history: History): Generator<LogLine> {
  for (const source of sources) yield* history.logs(source);
}
