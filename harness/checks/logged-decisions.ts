import type { CheckContext } from './check.ts';
import { decisionLines } from './decision-lines.ts';

const textsKept = 3;

/** What a whole log says of decisions since the campaign began, in counts. */
export interface LoggedDecisions {
  readonly lines: number;
  readonly byModel: number;
  /** Lines that name an action of the contract, by action. */
  readonly actions: Float64Array;
  /** Lines that may name it, or another: continuous actions that are rounded near the border of a cell. */
  readonly perhaps: Float64Array;
  /** Lines that name an action, any one. */
  readonly withAction: number;
  /** Lines whose action the contract does not have, and the first of them. */
  readonly unknownActions: { readonly count: number; readonly first: readonly string[] };
  /** The first lines that say that the model did not decide. */
  readonly notByModel: readonly string[];
}

const read = new WeakMap<CheckContext, LoggedDecisions>();

/** Why the log cannot say anything about decisions; undefined where it can. */
export function whyNoDecisionsAreLogged({ endpoint, history }: CheckContext): string | undefined {
  if (endpoint.logs.decision === undefined) return 'the stack file names no pattern of a decision (logs.decision)';
  const ready = [...history.facts('ready')][0];
  return ready?.startedAt === null ? 'the endpoint ran already: its log cannot be read' : undefined;
}

/** Reads the log of the endpoint once for all checks of one judging: it is as long as the history. */
export function loggedDecisions(context: CheckContext): LoggedDecisions {
  const known = read.get(context);
  if (known) return known;
  const decisions = count(context);
  read.set(context, decisions);
  return decisions;
}

function count(context: CheckContext): LoggedDecisions {
  const actions = new Float64Array(context.contract.actions.count);
  const perhaps = new Float64Array(context.contract.actions.count);
  let withAction = 0;
  const notByModel: string[] = [];
  const unknown: string[] = [];
  let lines = 0;
  let byModel = 0;
  let unknownCount = 0;
  let earlier = [...context.history.facts('earlier-decisions')][0]?.lines ?? 0;
  for (const { text, usedTrainedModel, actions: named } of decisionLines(context.history.logs('endpoint'), context)) {
    if (earlier > 0) {
      earlier -= 1;
      continue;
    }
    lines += 1;
    if (usedTrainedModel) byModel += 1;
    else if (notByModel.length < textsKept) notByModel.push(text);
    if (named === undefined) continue;
    withAction += 1;
    if (named.length > 0) {
      for (const action of named) (named.length === 1 ? actions : perhaps)[action]! += 1;
      continue;
    }
    unknownCount += 1;
    if (unknown.length < textsKept) unknown.push(text);
  }
  const unknownActions = { count: unknownCount, first: unknown };
  return { lines, byModel, actions, perhaps, withAction, unknownActions, notByModel };
}
