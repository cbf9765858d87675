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

/** LOAD-4: the logs tell of no load failure, no import error and no fallback. */
export const noTroubleInTheLogs = recordedFacts(
  { clause: 'LOAD-4', grade: 'claimed' },
  ({ endpoint, history }, tally) => {
    const trouble = [...knownTrouble, ...endpoint.logs.trouble.map((pattern) => new RegExp(pattern))];
    for (const { text, at, stream } of history.logs('endpoint')) {
      tally.examined += 1;
      const pattern = trouble.find((known) => known.test(text));
      if (!pattern) continue;
      tally.violation({
        about: `the log of the endpoint tells of trouble: ${pattern.source}`,
        expected: 'no load failure, import error or fallback',
        seen: `${stream}, ${Math.round(at)} ms: ${text.slice(0, 300)}`,
      });
    }
    return tally.examined === 0 ? { unproven: 'the endpoint logged nothing that Assay could read' } : undefined;
  },
);
