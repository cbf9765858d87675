import { AssayError } from '../../assay-error.ts';
import { type DecisionPhase, decisionPhases } from '../../history/decision.ts';
import type { Facts } from '../../history/run-event.ts';
import type { RunningEndpoint } from '../../stack/running-endpoint.ts';
import { abortReason } from '../abort-reason.ts';
import type { MarketExchange } from '../market-exchange.ts';
import type { Setting } from '../phases/setting.ts';
import { chooseMarkets } from './chosen-markets.ts';
import type { DrivenApplication } from './driven-application.ts';
import { drivesOf } from './drives.ts';

/** An application that comes to no end so often in a row is not driven any more: each of them took its whole deadline. */
const mostLostInARow = 3;

export interface DecisionsOptions {
  readonly setting: Setting;
  readonly phases: ReadonlySet<DecisionPhase>;
  readonly application: DrivenApplication;
  readonly running: Pick<RunningEndpoint, 'failed'>;
  readonly exchange: MarketExchange;
  readonly record: (facts: Facts) => void;
  readonly signal: AbortSignal;
}

/**
 * Brings the application to every decision of the phases that are asked for, one after the other, each with its order before
 * the next.
 *
 * An application that goes away ends this, not the run: what was recorded is judged all the same.
 */
export async function runDecisions(options: DecisionsOptions): Promise<void> {
  const { setting, phases, application, running, exchange, record, signal } = options;
  try {
    const markets = await chooseMarkets(setting, exchange);
    let lost = 0;
    for (const phase of Object.keys(decisionPhases) as DecisionPhase[]) {
      if (!phases.has(phase)) continue;
      for (const drive of drivesOf(phase, setting.contract, markets)) {
        signal.throwIfAborted();
        const gone = running.failed();
        if (gone) return skipAll(abortReason(gone));
        if (lost >= mostLostInARow) return skipAll(`the application came to no end of ${lost} decisions in a row`);
        lost = (await application.decide(drive)) ? 0 : lost + 1;
      }
    }
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof AssayError)) throw error;
    skipAll(abortReason(error));
  }

  function skipAll(reason: string): void {
    for (const phase of phases) record({ kind: 'skipped', phase, reason });
  }
}
