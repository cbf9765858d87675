import type { CheckContext } from './check.ts';
import { decisionLines } from './decision-lines.ts';

const textsKept = 3;

/** What a whole log says of decisions, in counts. */
export interface LoggedDecisions {
  readonly lines: number;
  readonly byModel: number;
  /** Lines that name an action of the contract, by action; of the others, those that name one, and the first of them. */
  readonly actions: Float64Array;
  readonly unknownActions: { readonly count: number; readonly first: readonly string[] };
  /** The first lines that say that the model did not decide. */
  readonly notByModel: readonly string[];
}

const read = new WeakMap<CheckContext, LoggedDecisions>();

/** Reads the log of the endpoint once for all checks of one judging: it is as long as the history. */
export function loggedDecisions(context: CheckContext): LoggedDecisions {
  const known = read.get(context);
  if (known) return known;
  const decisions = count(context);
  read.set(context, decisions);
  return decisions;
}

function count(context: CheckContext): LoggedDecisions {
  const actions = new Float64Array(context.contract.actions.discrete);
  const notByModel: string[] = [];
  const unknown: string[] = [];
  let lines = 0;
  let byModel = 0;
  let unknownCount = 0;
  for (const { text, usedTrainedModel, action } of decisionLines(context.history.logs('endpoint'), context)) {
    lines += 1;
    if (usedTrainedModel) byModel += 1;
    else if (notByModel.length < textsKept) notByModel.push(text);
    if (action === undefined) continue;
    if (action >= 0) {
      actions[action]! += 1;
      continue;
    }
    unknownCount += 1;
    if (unknown.length < textsKept) unknown.push(text);
  }
  return { lines, byModel, actions, unknownActions: { count: unknownCount, first: unknown }, notByModel };
}
