import type { Contract } from '../contract/contract.ts';
import type { EndpointFile } from '../contract/stack-file.ts';
import type { LogLine } from '../history/exchange.ts';
import { cellsOfText } from './logged-values.ts';

/** What the log says of one decision. */
export interface DecisionLine {
  readonly text: string;
  /** Of the calls that were made for it; undefined where the line does not say. */
  readonly id: string | undefined;
  readonly usedTrainedModel: boolean;
  /**
   * The decisions that it may mean, by index: one, or where a continuous action is rounded near the border of its cell,
   * several; none where the text is no action, undefined where the line does not say.
   */
  readonly actions: readonly number[] | undefined;
}

/** The lines of a log that tell of a decision, as the stack file's pattern reads them. */
export function* decisionLines(
  lines: Iterable<LogLine>,
  { contract, endpoint }: { contract: Contract; endpoint: { readonly logs: Pick<EndpointFile['logs'], 'decision'> } },
): Generator<DecisionLine> {
  if (endpoint.logs.decision === undefined) return;
  const pattern = new RegExp(endpoint.logs.decision);
  const actionsOf = readerOf(contract);
  for (const { text } of lines) {
    const groups = pattern.exec(text)?.groups;
    if (!groups) continue;
    const { used, action, id } = groups;
    yield {
      text,
      id,
      usedTrainedModel: used?.toLowerCase() === 'true',
      actions: action === undefined ? undefined : actionsOf(action),
    };
  }
}

function readerOf({ actions }: Contract): (text: string) => readonly number[] {
  if (actions.kind === 'box') return (text) => cellsOfText(actions, text);
  const indexOf = new Map(
    actions.labels.flatMap(
      (label, index) =>
        [
          [label, [index]],
          [`${index}`, [index]],
        ] as const,
    ),
  );
  return (text) => indexOf.get(text) ?? [];
}
