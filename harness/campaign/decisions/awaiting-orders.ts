import type { Drive, DrivenApplication } from './driven-application.ts';
import type { Await } from './patience.ts';

/** An order may come after its decision; where so many never came, the next are waited for no longer than a moment. */
const mostMissed = 3;
const patientFor = 2_000; // milliseconds
const impatientFor = 100; // milliseconds

export interface AwaitingOrdersOptions {
  readonly application: DrivenApplication;
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

  async decide(drive: Drive): Promise<boolean> {
    const { application, ordersArrived, awaited } = this.#options;
    const before = ordersArrived();
    const ended = await application.decide(drive);
    if (drive.orders) {
      const within = this.#missed < mostMissed ? patientFor : impatientFor;
      const arrived = await awaited(() => ordersArrived() > before, within);
      this.#missed = arrived ? 0 : this.#missed + 1;
    }
    return ended;
  }
}
