import type { AssayError } from '../assay-error.ts';
import { StackError } from '../stack/stack-error.ts';

const mostLastLines = 3;

/** Why a campaign ended early: what happened, what to do, and what the component wrote last. */
export function abortReason(error: AssayError): string {
  if (!(error instanceof StackError)) return `${error.problem} (${error.remedy})`;
  const told = `${error.event} (${error.remedy})`;
  const lines = error.lastLines.slice(-mostLastLines);
  return lines.length === 0 ? told : `${told}; its last lines: ${lines.join(' | ')}`;
}
