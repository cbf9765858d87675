import type { Contract } from '../../contract/contract.ts';
import type { ApplicationFile, EndpointFile } from '../../contract/stack-file.ts';
import type { Journal } from '../../history/journal.ts';
import { compilePredictionReader } from '../../protocols/asked-prediction.ts';
import { openHttp } from '../../protocols/http.ts';
import type { RunningEndpoint } from '../../stack/running-endpoint.ts';
import type { Tap } from '../../tap/tap.ts';
import type { MarketExchange } from '../market-exchange.ts';
import { AskedApplication } from './asked-application.ts';
import { AwaitingOrders } from './awaiting-orders.ts';
import type { CycleGate } from './cycle-gate.ts';
import { type DrivenApplication, Stage } from './driven-application.ts';
import type { OrderWatch } from './order-watch.ts';
import { patience } from './patience.ts';
import { PollingApplication } from './polling-application.ts';

export interface OpenApplicationOptions {
  readonly file: ApplicationFile;
  readonly running: RunningEndpoint;
  readonly contract: Contract;
  readonly endpoint: Pick<EndpointFile, 'protocol' | 'routes'>;
  readonly tap: Pick<Tap, 'use'>;
  readonly exchange: MarketExchange;
  /** Before the exchange; it matters where the application polls. */
  readonly gate: CycleGate;
  /** Is told of every order that arrives. */
  readonly orders: OrderWatch;
  readonly journal: Journal;
  readonly clock: () => number;
  readonly signal: AbortSignal;
}

/** Takes hold of an application that runs, to have it decide in the way that its stack file says. */
export function openApplication(options: OpenApplicationOptions): DrivenApplication & AsyncDisposable {
  const { contract, endpoint, file, running, tap, exchange, gate, orders, journal, clock, signal } = options;
  const predictionIn = compilePredictionReader(contract, endpoint);
  const stage = new Stage({ predictionIn, tap, exchange, orders, journal, clock });
  const awaited = patience({ clock, signal, isGone: () => running.failed() !== undefined });
  const awaitingOrders = (application: DrivenApplication) =>
    new AwaitingOrders({ application, within: file.ordersWithin, contract, exchange, orders, awaited });

  if ('poll' in file.drive) {
    const { watched } = exchange;
    const application = awaitingOrders(
      new PollingApplication({ stage, gate, watched, awaited, deadline: file.deadline }),
    );
    return {
      decide: (drive, attempt) => application.decide(drive, attempt),
      [Symbol.asyncDispose]: async () => gate.close(),
    };
  }
  const client = openHttp(running.origin, {
    connections: 1,
    deadlineMs: file.deadline,
    headers: running.headers,
    redactor: running.redactor,
    clock,
  });
  const { request } = file.drive;
  const application = awaitingOrders(new AskedApplication({ request, contract, stage, client, journal }));
  // Whoever interrupts a run does not wait for a reply.
  const cut = () => void client.close();
  signal.addEventListener('abort', cut);
  return {
    decide: (drive, attempt) => application.decide(drive, attempt),
    [Symbol.asyncDispose]: async () => {
      signal.removeEventListener('abort', cut);
      await client.close();
    },
  };
}
