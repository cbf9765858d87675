import type { Contract } from '../../contract/contract.ts';
import { orderOf } from '../../contract/order-of.ts';
import type { MarketExchange } from '../market-exchange.ts';
import type { Drive, Driven, DrivenApplication } from './driven-application.ts';
import type { OrderWatch } from './order-watch.ts';
import type { Await } from './patience.ts';

/** An order may come after its decision; where so many never came, the next are waited for no longer than a moment. */
const mostMissed = 3;
/** Where so many orders came before their decisions were over, and none after, the others do so, too. */
const leastPrompt = 3;
/** After so many decisions in a row that were followed by none of what may follow, it is not waited for any more. */
const mostQuiet = 20;
const moment = 100; // milliseconds

export interface AwaitingOrdersOptions {
  readonly application: DrivenApplication;
  /** Milliseconds in which an order comes after its decision. */
  readonly within: number;
  readonly contract: Pick<Contract, 'actions' | 'sizing'>;
  readonly exchange: Pick<MarketExchange, 'accepts'>;
  readonly orders: Pick<OrderWatch, 'hasArrived'>;
  readonly awaited: Await;
}

/**
 * An application each of whose decisions is followed by its order, where one ought to come of it, before the next: one that
 * came later would meet another market.
 */
export class AwaitingOrders implements DrivenApplication {
  readonly #options: AwaitingOrdersOptions;
  #missed = 0;
  #quiet = 0;
  #prompt = 0;
  #isLate = false;

  constructor(options: AwaitingOrdersOptions) {
    this.#options = options;
  }

  async decide(drive: Drive, attempt: number): Promise<Driven> {
    const { application, orders, awaited } = this.#options;
    const driven = await application.decide(drive, attempt);
    if (orders.hasArrived) this.#prompt += 1;
    else {
      const must = await this.#mustOrder(drive, driven);
      if (!must && !this.#mayOrder(drive, driven)) return driven;
      this.#isLate = (await awaited(() => orders.hasArrived, this.#patience(must, driven))) || this.#isLate;
      if (must) this.#missed += 1;
      this.#quiet += 1;
    }
    if (orders.hasArrived) this.#missed = this.#quiet = 0;
    return driven;
  }

  /** It said that it decided on what is ordered, and the exchange would take the order; or else, one ought to come. */
  async #mustOrder({ market, orders, estimate }: Drive, { stated }: Driven): Promise<boolean> {
    const { contract, exchange } = this.#options;
    if (stated?.kind !== 'decided') return stated === undefined && orders;
    const order = orderOf(contract, stated.action, { values: market.values, estimate });
    return order !== undefined && (await exchange.accepts(market, order));
  }

  /** It states nothing, was given an answer of the model as it is, and is not known to order at once or not at all. */
  #mayOrder({ rule }: Drive, { stated, asked }: Driven): boolean {
    const isWaitedFor = !this.#isPrompt && this.#quiet < mostQuiet;
    return stated === undefined && rule === undefined && asked > 0 && isWaitedFor;
  }

  get #isPrompt(): boolean {
    return this.#prompt >= leastPrompt && !this.#isLate;
  }

  /** Where it orders at once, that it looks at the market again says that nothing is to come, but for what is on its way. */
  #patience(must: boolean, { stated, ended }: Driven): number {
    const { within } = this.#options;
    const isOver = stated === undefined && ended && this.#isPrompt;
    return must && !isOver && this.#missed < mostMissed ? within : Math.min(within, moment);
  }
}
