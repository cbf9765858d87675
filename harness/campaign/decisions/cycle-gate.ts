import { isAt } from '../../contract/is-at.ts';
import type { Route } from '../../contract/stack-file.ts';
import type { AdmitRequest } from '../market-exchange.ts';

export interface CycleGateOptions {
  /** What is fetched when a cycle begins, and at no other time, with any name for `${market}`; learnt, if not given. */
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
 *
 * What is a look is learnt, where it is not said: whatever was ever fetched before the endpoint was asked. What is fetched
 * only between answer and order, such as a balance, begins nothing, and is let through.
 */
export class CycleGate {
  readonly #begins: readonly Route[] | undefined;
  readonly #orders: Route;
  /** What was fetched in a cycle before it asked or ordered, without queries. */
  readonly #learnt = new Set<string>();
  /** Of what is held back. */
  readonly #waiting = new Set<(admitted: boolean) => void>();
  #state: 'held' | 'let through' | 'closed' = 'held';
  /** How often each was fetched since the gate was opened. */
  readonly #looks = new Map<string, number>();
  #asked = false;
  #ordered = false;
  /** The cycle before asked, and was over without an order. */
  #mayOrderYet = false;
  #tornApart = 0;
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

  /**
   * How often in a row a look ended a cycle too soon: it asked, and its order came first thing in what was taken for the
   * next one.
   */
  get tornApart(): number {
    return this.#tornApart;
  }

  readonly admit: AdmitRequest = (request, gone) => {
    if (isAt(this.#orders, request)) this.#sawOrder();
    else if (this.#isLook(request)) {
      if (this.#state === 'let through') this.#sawFetch(`${request.method} ${request.path}`);
      if (this.#state === 'held') return this.#wait(gone);
      if (this.#state === 'closed') return false;
    }
    return true;
  };

  /** The endpoint was asked: whatever begins a cycle from now on, begins the next one. */
  sawQuestion(): void {
    this.#asked = true;
  }

  /**
   * Lets one cycle through. One that may have seen some of what was shown before is not: what it waits for is refused, and
   * the next one is let through.
   */
  release(): void {
    this.#state = 'let through';
    this.#mayOrderYet = this.#asked && !this.#ordered;
    this.#asked = false;
    this.#ordered = false;
    this.#looks.clear();
    this.#endWaiting(!this.#isMixed);
    this.#isMixed = false;
  }

  /** From now on, the exchange is down for whoever begins a cycle. */
  close(): void {
    this.#state = 'closed';
    this.#endWaiting(false);
  }

  get #hasActed(): boolean {
    return this.#asked || this.#ordered;
  }

  #sawOrder(): void {
    if (this.#asked) this.#tornApart = 0;
    else if (this.#mayOrderYet && !this.#ordered) this.#tornApart += 1;
    this.#ordered = true;
  }

  #isLook(request: Parameters<AdmitRequest>[0]): boolean {
    if (this.#begins) return this.#begins.some((route) => isOfMarket(route, request));
    if (request.method !== 'GET') return false;
    const [path = ''] = request.path.split('?', 1);
    if (!this.#hasActed) this.#learnt.add(path);
    return this.#learnt.has(path);
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
