import type { ApplicationFile, Route } from '../../contract/stack-file.ts';
import type { Journal } from '../../history/journal.ts';
import { openHttp } from '../../protocols/http.ts';
import type { RunningEndpoint } from '../../stack/running-endpoint.ts';
import type { Tap } from '../../tap/tap.ts';
import type { MarketExchange } from '../market-exchange.ts';
import { AskedApplication } from './asked-application.ts';
import { AwaitingOrders } from './awaiting-orders.ts';
import type { CycleGate } from './cycle-gate.ts';
import { type DrivenApplication, Stage } from './driven-application.ts';
import { patience } from './patience.ts';
import { PollingApplication } from './polling-application.ts';

export interface OpenApplicationOptions {
  readonly file: ApplicationFile;
  readonly running: RunningEndpoint;
  /** Where the endpoint predicts. */
  readonly predict: Route;
  readonly tap: Pick<Tap, 'use'>;
  readonly exchange: MarketExchange;
  /** Before the exchange; it matters where the application polls. */
  readonly gate: CycleGate;
  /** How many orders have arrived so far. */
  readonly ordersArrived: () => number;
  readonly journal: Journal;
  readonly clock: () => number;
  readonly signal: AbortSignal;
}

/** Takes hold of an application that runs, to have it decide in the way that its stack file says. */
export function openApplication(options: OpenApplicationOptions): DrivenApplication & AsyncDisposable {
  const { file, running, exchange, gate, ordersArrived, journal, clock, signal } = options;
  const stage = new Stage(options);
  const awaited = patience({ clock, signal, isGone: () => running.failed() !== undefined });
  const awaitingOrders = (application: DrivenApplication) =>
    new AwaitingOrders({ application, ordersArrived, awaited });

  if ('poll' in file.drive) {
    const { watched } = exchange;
    const application = awaitingOrders(
      new PollingApplication({ stage, gate, watched, awaited, deadline: file.deadline }),
    );
    return { decide: (drive) => application.decide(drive), [Symbol.asyncDispose]: async () => gate.close() };
  }
  const client = openHttp(running.origin, {
    connections: 1,
    deadlineMs: file.deadline,
    headers: running.headers,
    redactor: running.redactor,
    clock,
  });
  const { request } = file.drive;
  const application = awaitingOrders(new AskedApplication({ request, stage, client, journal }));
  return { decide: (drive) => application.decide(drive), [Symbol.asyncDispose]: () => client.close() };
}
