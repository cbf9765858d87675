import type { Contract } from '../../contract/contract.ts';
import { orderOf } from '../../contract/order-of.ts';
import type { MarketExchange } from '../market-exchange.ts';
import type { Drive, Driven, DrivenApplication } from './driven-application.ts';
import type { Await } from './patience.ts';

/** An order may come after its decision; where so many never came, the next are waited for no longer than a moment. */
const mostMissed = 3;
const impatientFor = 100; // milliseconds

export interface AwaitingOrdersOptions {
  readonly application: DrivenApplication;
  /** Milliseconds in which an order comes after its decision. */
  readonly within: number;
  readonly contract: Pick<Contract, 'actions' | 'sizing'>;
  readonly exchange: Pick<MarketExchange, 'accepts'>;
  /** How many orders have arrived so far. */
  readonly ordersArrived: () => number;
  readonly awaited: Await;
}

/** An application each of whose decisions is followed by its order, where one ought to come of it, before the next. */
export class AwaitingOrders implements DrivenApplication {
  readonly #options: AwaitingOrdersOptions;
  #missed = 0;

  constructor(options: AwaitingOrdersOptions) {
    this.#options = options;
  }

  async decide(drive: Drive, attempt: number): Promise<Driven> {
    const { application, within, ordersArrived, awaited } = this.#options;
    const before = ordersArrived();
    const driven = await application.decide(drive, attempt);
    if (await this.#mustOrder(drive, driven)) {
      // That it looks at the market again says that nothing is to come, but for what is on its way.
      const isPatient = this.#missed < mostMissed && !(driven.stated === undefined && driven.ended);
      const patience = isPatient ? within : Math.min(within, impatientFor);
      const arrived = await awaited(() => ordersArrived() > before, patience);
      this.#missed = arrived ? 0 : this.#missed + 1;
    }
    return driven;
  }

  /** It said that it decided on what is ordered, and the exchange would take the order; or else, one ought to come. */
  async #mustOrder({ market, orders, estimate }: Drive, { stated }: Driven): Promise<boolean> {
    const { contract, exchange } = this.#options;
    if (stated?.kind !== 'decided') return stated === undefined && orders;
    const order = orderOf(contract, stated.action, { values: market.values, estimate });
    return order !== undefined && (await exchange.accepts(market, order));
  }
}
