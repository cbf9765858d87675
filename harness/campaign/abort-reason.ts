import type { AssayError } from '../assay-error.ts';
import type { AbortedFacts } from '../history/run-event.ts';
import { StackError } from '../stack/stack-error.ts';

const mostLastLines = 3;

/** Why a campaign ended early: what happened, what to do, and what the component wrote last. */
export function abortReason(error: AssayError): string {
  if (!(error instanceof StackError)) return `${error.problem} (${error.remedy})`;
  const told = `${error.event} (${error.remedy})`;
  const lines = error.lastLines.slice(-mostLastLines);
  return lines.length === 0 ? told : `${told}; its last lines: ${lines.join(' | ')}`;
}

/** That a campaign ended early: why, and all that the component is remembered to have written last. */
export function abortedBy(error: AssayError): AbortedFacts {
  const lastLines = error instanceof StackError ? error.lastLines : [];
  return { kind: 'aborted', reason: abortReason(error), ...(lastLines.length === 0 ? {} : { lastLines }) };
}
