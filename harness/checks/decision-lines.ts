import type { Contract } from '../contract/contract.ts';
import type { EndpointFile } from '../contract/stack-file.ts';
import type { LogLine } from '../history/exchange.ts';

/** What the log says of one decision. */
export interface DecisionLine {
  readonly text: string;
  readonly usedTrainedModel: boolean;
  /** Index of the action, -1 for a text that is no action, undefined where the line does not say. */
  readonly action: number | undefined;
}

/** The lines of a log that tell of a decision, as the stack file's pattern reads them. */
export function* decisionLines(
  lines: Iterable<LogLine>,
  { contract, endpoint }: { contract: Contract; endpoint: EndpointFile },
): Generator<DecisionLine> {
  if (endpoint.logs.decision === undefined) return;
  const pattern = new RegExp(endpoint.logs.decision);
  const indexOf = new Map(
    contract.actions.labels.flatMap(
      (label, index) =>
        [
          [label, index],
          [`${index}`, index],
        ] as const,
    ),
  );
  for (const { text } of lines) {
    const groups = pattern.exec(text)?.groups;
    if (!groups) continue;
    const { used, action } = groups;
    yield {
      text,
      usedTrainedModel: used?.toLowerCase() === 'true',
      action: action === undefined ? undefined : (indexOf.get(action) ?? -1),
    };
  }
}
