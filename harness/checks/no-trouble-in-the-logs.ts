import type { LogLine } from '../history/exchange.ts';
import type { History } from '../history/history.ts';
import { recordedFacts } from './kinds-of-check.ts';

/** What a stack that could not load its model writes, whatever it is written in. */
const knownTrouble = [
  /\bModuleNotFoundError\b/,
  /\bImportError\b/,
  /\bFileNotFoundError\b/,
  /\bUnpicklingError\b/,
  // Back to a heuristic, not to another processor: "falling back to CPUExecutionProvider" is what healthy servers say.
  /\b(fell|falling) back\b(?! to (the )?(CPU|\w*ExecutionProvider|eager))/i,
  /\busing (the )?(fallback|heuristic)\b/i,
  /\b(failed|unable|could not|cannot) (to )?load\b[^.]*\b(model|policy|artifact|checkpoint)\b/i,
];

/**
 * Tells which pattern of trouble a line has; undefined where it has none.
 *
 * @param patterns - beside those that are known whatever the stack
 */
export function troubleIn(patterns: readonly string[]): (text: string) => string | undefined {
  const trouble = [...knownTrouble, ...patterns.map((pattern) => new RegExp(pattern))];
  return (text) => trouble.find((known) => known.test(text))?.source;
}

/** While it answers whoever tests it, and while it answers the application. */
const sources = ['endpoint', 'endpoint, while the application is driven'];

/** LOAD-4: the logs tell of no load failure, no import error and no fallback. */
export const noTroubleInTheLogs = recordedFacts(
  { clause: 'LOAD-4', grade: 'claimed' },
  ({ endpoint, history }, tally) => {
    const trouble = troubleIn(endpoint.logs.trouble);
    for (const { text, at, stream } of linesOf(history)) {
      tally.examined += 1;
      const pattern = trouble(text);
      if (pattern === undefined) continue;
      tally.violation({
        about: `the log of the endpoint tells of trouble: ${pattern}`,
        expected: 'no load failure, import error or fallback',
        seen: `${stream}, ${Math.round(at)} ms: ${text.slice(0, 300)}`,
      });
    }
    return tally.examined === 0 ? { unproven: 'the endpoint logged nothing that Assay could read' } : undefined;
  },
);

/** One by one: a log is as long as the history. */
function* linesOf(history: History): Generator<LogLine> {
  for (const source of sources) yield* history.logs(source);
}
