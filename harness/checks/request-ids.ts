import type { Decision } from './decision.ts';
import type { Tally } from './tally.ts';

/**
 * Whether the calls and the orders of each decision carry its `x-request-id`, as an application may promise: the one that it
 * was asked under; of one that decides on its own, one that it has for this decision alone.
 *
 * Decisions are told apart all the same where it is lost, by time; who looks for the cause of an order in the logs is not so
 * lucky.
 */
export class RequestIds {
  readonly #isPromised: boolean;
  readonly #paired = { 'request id': 0, time: 0 };
  readonly #owners = new Map<string, number>();

  constructor({ isPromised }: { readonly isPromised: boolean }) {
    this.#isPromised = isPromised;
  }

  see({ id, isAlone, requestId, calls, orders }: Decision, tally: Tally): void {
    for (const { by } of [...calls, ...orders]) this.#paired[by] += 1;
    if (!this.#isPromised) return;
    const own = isAlone ? this.#ownOf(id, [...calls, ...orders]) : requestId;
    // Its request was not recorded: there is nothing to compare with.
    if (own === null && !isAlone) return;
    for (const [what, tied] of [['a call of the endpoint', calls] as const, ['an order', orders] as const]) {
      for (const { requestId: carried } of tied) {
        tally.examined += 1;
        if (carried !== null && carried === own) continue;
        tally.violation({
          about: `${what} does not carry the request id of its decision`,
          expected: own === null ? 'an x-request-id of this decision alone' : `x-request-id ${own}`,
          seen: carried === null ? 'no x-request-id' : `x-request-id ${carried}`,
          decision: id,
        });
      }
    }
  }

  get notes(): readonly string[] {
    const { 'request id': byId, time } = this.#paired;
    const judged = this.#isPromised ? '' : ' (the stack file does not promise that ids are sent on)';
    return [`${byId} calls and orders were paired by request id, ${time} by time${judged}`];
  }

  /** The first id that it has, unless that is another decision's. */
  #ownOf(decision: number, tied: readonly { readonly requestId: string | null }[]): string | null {
    const first = tied.find(({ requestId }) => requestId !== null)?.requestId ?? null;
    if (first === null) return null;
    const owner = this.#owners.get(first) ?? decision;
    this.#owners.set(first, owner);
    return owner === decision ? first : null;
  }
}
