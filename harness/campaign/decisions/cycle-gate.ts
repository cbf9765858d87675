import { isAt } from '../../contract/is-at.ts';
import type { Route } from '../../contract/stack-file.ts';
import type { AdmitRequest } from '../market-exchange.ts';

export interface CycleGateOptions {
  /** What is fetched when a cycle begins, and at no other time, with any name for `${market}`; all GETs, if not given. */
  readonly begins?: readonly Route[] | undefined;
  /** Where orders arrive. */
  readonly orders: Route;
}

/** An application may give a cycle up, such as where a fetch took too long, before it is said not to ask. */
const mostIdleCycles = 3;

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
  /** What is held back, and how it is told. */
  readonly #waiting = new Map<(admitted: boolean) => void, string>();
  #state: 'held' | 'let through' | 'closed' = 'held';
  /** What was fetched in the present cycle. */
  readonly #fetched = new Set<string>();
  #hasActed = false;
  #idleCycles = 0;

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
      const fetch = `${request.method} ${request.path}`;
      if (this.#state === 'let through') this.#sawFetch(fetch);
      if (this.#state === 'held') return this.#wait(fetch, gone);
      if (this.#state === 'closed') return false;
    }
    return true;
  };

  /** The endpoint was asked: whatever begins a cycle from now on, begins the next one. */
  sawQuestion(): void {
    this.#hasActed = true;
  }

  /** Lets one cycle through. */
  release(): void {
    this.#state = 'let through';
    this.#hasActed = false;
    this.#idleCycles = 0;
    this.#fetched.clear();
    for (const fetch of this.#waiting.values()) this.#fetched.add(fetch);
    this.#endWaiting(true);
  }

  /** From now on, the exchange is down for whoever begins a cycle. */
  close(): void {
    this.#state = 'closed';
    this.#endWaiting(false);
  }

  #sawFetch(fetch: string): void {
    if (this.#hasActed) this.#state = 'held';
    else if (this.#fetched.has(fetch)) {
      this.#idleCycles += 1;
      this.#fetched.clear();
      if (this.#idleCycles >= mostIdleCycles) this.#state = 'held';
    }
    this.#fetched.add(fetch);
  }

  #wait(fetch: string, gone: AbortSignal): Promise<boolean> {
    if (gone.aborted) return Promise.resolve(false);
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#waiting.set(resolve, fetch);
    const leave = () => {
      this.#waiting.delete(resolve);
      resolve(false);
    };
    gone.addEventListener('abort', leave, { once: true });
    return promise.finally(() => gone.removeEventListener('abort', leave));
  }

  #endWaiting(admitted: boolean): void {
    for (const resolve of this.#waiting.keys()) resolve(admitted);
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
