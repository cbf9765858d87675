import { setTimeout as pause } from 'node:timers/promises';
import { AssayError } from '../../assay-error.ts';
import type { Contract } from '../../contract/contract.ts';
import { orderOf } from '../../contract/order-of.ts';
import type { ApplicationFile, Route } from '../../contract/stack-file.ts';
import { type DecisionPhase, decisionPhases } from '../../history/decision.ts';
import type { Journal } from '../../history/journal.ts';
import type { Facts } from '../../history/run-event.ts';
import { openHttp } from '../../protocols/http.ts';
import type { RunningEndpoint } from '../../stack/running-endpoint.ts';
import type { Tap } from '../../tap/tap.ts';
import { abortReason } from '../abort-reason.ts';
import type { MarketExchange } from '../market-exchange.ts';
import type { Setting } from '../phases/setting.ts';
import { chooseMarkets } from './chosen-markets.ts';
import { type Drive, DrivenApplication } from './driven-application.ts';
import { drivesOf } from './drives.ts';

/** An application that does not reply so often in a row is not asked any more: each of them took its whole deadline. */
const mostLostInARow = 3;
/** An order may come after the reply; where so many never came, the next are waited for no longer than a moment. */
const mostMissed = 3;
const patientFor = 2_000; // milliseconds
const impatientFor = 100; // milliseconds
const lookAgainAfter = 5; // milliseconds

export interface DecisionsOptions {
  readonly setting: Setting;
  readonly phases: ReadonlySet<DecisionPhase>;
  readonly file: ApplicationFile;
  readonly predict: Route;
  readonly running: RunningEndpoint;
  readonly tap: Pick<Tap, 'use'>;
  readonly exchange: MarketExchange;
  /** How many orders have arrived so far. */
  readonly ordersArrived: () => number;
  readonly journal: Journal;
  readonly clock: () => number;
  readonly signal: AbortSignal;
}

/**
 * Brings the application to every decision of the phases that are asked for, one after the other, each with its order before
 * the next.
 *
 * An application that goes away ends this, not the run: what was recorded is judged all the same.
 */
export async function runDecisions(options: DecisionsOptions): Promise<void> {
  const { setting, phases, file, predict, running, tap, exchange, journal, clock, signal } = options;
  const { contract } = setting;
  const record = (facts: Facts) => journal.event({ at: clock(), facts });
  const client = openHttp(running.origin, {
    connections: 1,
    deadlineMs: file.deadline,
    headers: running.headers,
    redactor: running.redactor,
    clock,
  });
  try {
    const markets = await chooseMarkets(setting, exchange);
    const application = new DrivenApplication({ file, predict, client, tap, exchange, journal, clock });
    let [lost, missed] = [0, 0];
    for (const phase of Object.keys(decisionPhases) as DecisionPhase[]) {
      if (!phases.has(phase)) continue;
      for (const drive of drivesOf(phase, contract, markets)) {
        signal.throwIfAborted();
        const gone = running.failed();
        if (gone) return skipAll(abortReason(gone));
        if (lost >= mostLostInARow) return skipAll(`the application gave no reply to ${lost} requests in a row`);
        const before = options.ordersArrived();
        const { kind } = await application.decide(drive);
        lost = kind === 'lost' ? lost + 1 : 0;
        if (ordersSomething(drive, contract)) {
          const within = missed < mostMissed ? patientFor : impatientFor;
          missed = (await arrived(options, before + 1, within)) ? 0 : missed + 1;
        }
      }
    }
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof AssayError)) throw error;
    skipAll(abortReason(error));
  } finally {
    await client.close();
    journal.flush();
  }

  function skipAll(reason: string): void {
    for (const phase of phases) record({ kind: 'skipped', phase, reason });
  }
}

function ordersSomething({ phase, subject, market }: Drive, contract: Pick<Contract, 'actions'>): boolean {
  return (phase === 'reached' || phase === 'forced') && orderOf(contract, subject, market.values) !== undefined;
}

/** @returns whether so many orders have arrived in time */
async function arrived(
  { ordersArrived, clock, signal }: DecisionsOptions,
  orders: number,
  within: number,
): Promise<boolean> {
  const until = clock() + within;
  while (ordersArrived() < orders && clock() < until) await pause(lookAgainAfter, undefined, { signal });
  return ordersArrived() >= orders;
}
