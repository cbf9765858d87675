import { decisionLines } from '../checks/decision-lines.ts';
import type { Contract } from '../contract/contract.ts';
import type { ApplicationFile } from '../contract/stack-file.ts';
import type { LogLine } from '../history/exchange.ts';
import type { StatedDecision } from '../protocols/stated-decision.ts';

/** What the log of an application says that it decided, by the id that its calls for this decision carry. */
export type ApplicationLog = ReadonlyMap<string, StatedDecision>;

/** Reads the lines that the stack file's pattern finds. An id that several of them have names no decision: it is left out. */
export function applicationLog(
  lines: Iterable<LogLine>,
  { contract, application: { logs } }: { readonly contract: Contract; readonly application: ApplicationFile },
): ApplicationLog {
  const stated = new Map<string, StatedDecision>();
  const seen = new Set<string>();
  for (const { text, id, usedTrainedModel, actions } of decisionLines(lines, { contract, endpoint: { logs } })) {
    if (id === undefined) continue;
    const [action] = actions ?? [];
    if (seen.has(id)) stated.delete(id);
    else if (!usedTrainedModel) stated.set(id, { kind: 'refused', text });
    else if (action !== undefined) stated.set(id, { kind: 'decided', action });
    seen.add(id);
  }
  return stated;
}

/** What it says of a decision to which calls with these ids belong: of several, what belongs to the last. */
export function loggedFor(log: ApplicationLog, ids: readonly (string | null)[]): StatedDecision | undefined {
  const last = ids.findLast((id) => id !== null && log.has(id));
  return last ? log.get(last) : undefined;
}
