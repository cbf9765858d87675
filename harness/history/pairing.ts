import type { Link } from './message.ts';

/** What of a call says to which decision it belongs. */
export interface SeenCall {
  readonly link: Link;
  readonly requestId: string | null;
  /** Milliseconds since the run began. */
  readonly startedAt: number;
}

/**
 * By what a call was found to belong to a decision: another call that belongs to it carries the same id, or it began while
 * that decision was under way.
 */
export type PairedBy = 'request id' | 'time';

export interface PairedCall<Call> {
  readonly call: Call;
  readonly by: PairedBy;
  /** The decision that had begun last when it did; undefined before the first one. */
  readonly latest: number | undefined;
}

/** A decision; without an id, what began when the last one was over. */
export interface StartedDecision {
  readonly id: number | undefined;
  readonly startedAt: number;
}

/**
 * The calls of each decision, in the order of time; under undefined, those that belong to none.
 *
 * A decision is under way until the next one begins. An id names a decision where Assay sent it with the request for that
 * decision, or where the endpoint was asked under it during that decision alone: an application may send the same id for as
 * long as it lives, and that names nothing. Whatever carries such an id belongs to that decision, however late it comes.
 *
 * @param decisions - in the order of time
 * @param calls - in the order of time
 */
export function pairCalls<Call extends SeenCall>(
  decisions: readonly StartedDecision[],
  calls: readonly Call[],
): ReadonlyMap<number | undefined, readonly PairedCall<Call>[]> {
  const timed = withTheirTime(decisions, calls);
  const sent = new Map<string, number>();
  const asked = new Map<string, { readonly during: number | undefined; readonly by: Call; isOne: boolean }>();
  for (const { call, during } of timed) {
    const { link, requestId: id } = call;
    if (id === null || link === 'exchange') continue;
    const earlier = asked.get(id);
    if (link === 'application') {
      if (during !== undefined) sent.set(id, during);
    } else if (earlier) earlier.isOne &&= earlier.during === during;
    else asked.set(id, { during, by: call, isOne: true });
  }

  const paired = new Map<number | undefined, PairedCall<Call>[]>();
  for (const { call, during, latest } of timed) {
    const named = call.requestId === null ? undefined : asked.get(call.requestId);
    const bySent = call.requestId === null ? undefined : sent.get(call.requestId);
    const byAsked = named?.isOne && named.by !== call ? named.during : undefined;
    const owner = bySent ?? byAsked;
    const decision = owner ?? during;
    const belongs: PairedCall<Call> = { call, by: owner === undefined ? 'time' : 'request id', latest };
    const others = paired.get(decision);
    if (others) others.push(belongs);
    else paired.set(decision, [belongs]);
  }
  return paired;
}

function withTheirTime<Call extends SeenCall>(decisions: readonly StartedDecision[], calls: readonly Call[]) {
  let next = 0;
  let latest: number | undefined;
  return calls.map((call) => {
    for (; next < decisions.length && decisions[next]!.startedAt <= call.startedAt; next += 1) {
      latest = decisions[next]!.id ?? latest;
    }
    return { call, during: decisions[next - 1]?.id, latest };
  });
}
