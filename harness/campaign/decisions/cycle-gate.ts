import { isAt } from '../../contract/is-at.ts';
import type { Route } from '../../contract/stack-file.ts';
import type { AdmitRequest } from '../market-exchange.ts';

export interface CycleGateOptions {
  /** What is fetched when a cycle begins, and at no other time, with any name for `${market}`; all GETs, if not given. */
  readonly begins?: readonly Route[] | undefined;
  /** Where orders arrive. */
  readonly orders: Route;
}

/**
 * An application may give a cycle up, such as where a fetch took too long, and begin another. Where it fetched the same so
 * often and did not ask, it does not ask.
 */
const mostLooks = 5;

/**
 * Stands before the exchange, and lets an application that polls through one cycle at a time: it looks at the market, asks
 * for an answer, and orders.
 *
 * Where it looks at the market again, the cycle is over, and no order of it will come. What it then asks for is held back
 * until the next cycle is wanted: so no cycle sees two markets, and none runs that nobody wanted.
 */
export class CycleGate {
  readonly #begins: readonly Route[] | undefined;
  readonly #orders: Route;
  /** Of what is held back. */
  readonly #waiting = new Set<(admitted: boolean) => void>();
  #state: 'held' | 'let through' | 'closed' = 'held';
  /** How often each was fetched since the gate was opened. */
  readonly #looks = new Map<string, number>();
  #hasActed = false;
  /** Whether what waits may belong to a cycle that began before it was held back. */
  #isMixed = false;

  constructor({ begins, orders }: CycleGateOptions) {
    this.#begins = begins;
    this.#orders = orders;
  }

  /** The application stands at the beginning of a cycle. */
  get isReached(): boolean {
    return this.#state === 'held' && this.#waiting.size > 0;
  }

  readonly admit: AdmitRequest = (request, gone) => {
    if (isAt(this.#orders, request)) this.#hasActed = true;
    else if (this.#begins?.some((route) => isOfMarket(route, request)) ?? request.method === 'GET') {
      if (this.#state === 'let through') this.#sawFetch(`${request.method} ${request.path}`);
      if (this.#state === 'held') return this.#wait(gone);
      if (this.#state === 'closed') return false;
    }
    return true;
  };

  /** The endpoint was asked: whatever begins a cycle from now on, begins the next one. */
  sawQuestion(): void {
    this.#hasActed = true;
  }

  /**
   * Lets one cycle through. One that may have seen some of what was shown before is not: what it waits for is refused, and
   * the next one is let through.
   */
  release(): void {
    this.#state = 'let through';
    this.#hasActed = false;
    this.#looks.clear();
    this.#endWaiting(!this.#isMixed);
    this.#isMixed = false;
  }

  /** From now on, the exchange is down for whoever begins a cycle. */
  close(): void {
    this.#state = 'closed';
    this.#endWaiting(false);
  }

  #sawFetch(fetch: string): void {
    const looks = (this.#looks.get(fetch) ?? 0) + 1;
    this.#looks.set(fetch, looks);
    if (!this.#hasActed && looks < mostLooks) return;
    this.#state = 'held';
    this.#isMixed = !this.#hasActed;
  }

  #wait(gone: AbortSignal): Promise<boolean> {
    if (gone.aborted) return Promise.resolve(false);
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#waiting.add(resolve);
    const leave = () => {
      this.#waiting.delete(resolve);
      resolve(false);
    };
    gone.addEventListener('abort', leave, { once: true });
    return promise.finally(() => gone.removeEventListener('abort', leave));
  }

  #endWaiting(admitted: boolean): void {
    for (const resolve of this.#waiting) resolve(admitted);
    this.#waiting.clear();
  }
}

/** As `isAt`, with any name in the place of `${market}`. */
function isOfMarket(route: Route, { method, path }: Parameters<AdmitRequest>[0]): boolean {
  const named = route.path.split('/');
  const asked = path.split('/');
  return isAt(
    { ...route, path: named.map((part, index) => (part === '${market}' ? asked[index] : part)).join('/') },
    { method, path },
  );
}
