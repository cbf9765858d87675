import type { Decision } from './decision.ts';
import { givenAction } from './given-action.ts';

/**
 * Whether the exchange, not the application, is why nothing came of a decision: it failed, and the application said aloud
 * that it did not decide, or gave up waiting, or has nobody to tell. One that decides or orders all the same is judged by what it does.
 */
function isHindered(decision: Pick<Decision, 'hindrance' | 'stated' | 'orders' | 'given'>): boolean {
  const { hindrance, stated, orders } = decision;
  if (hindrance === undefined || stated.kind === 'decided' || stated.kind === 'unclear') return false;
  return orders.length === 0 || givenAction(decision) !== undefined;
}

/** Decisions of which nothing could come, because of the exchange. */
export class HinderedDecisions {
  #count = 0;
  #first: string | undefined;

  /** @returns whether it is one of them, and is not to be judged */
  see(decision: Decision): boolean {
    if (!isHindered(decision)) return false;
    this.#count += 1;
    this.#first ??= decision.hindrance;
    return true;
  }

  get words(): string | undefined {
    if (this.#first === undefined) return undefined;
    const many = this.#count === 1 ? '1 decision' : `${this.#count} decisions`;
    return `${this.#first}, and nothing could come of ${many}`;
  }
}
