import { type DecisionPhase, plainDecisionPhases } from '../../history/decision.ts';
import type { Evaluate } from '../../oracle/answers.ts';
import type { RunningEndpoint } from '../../stack/running-endpoint.ts';
import { CampaignError } from '../campaign-error.ts';
import type { MarketExchange } from '../market-exchange.ts';
import type { Setting } from '../phases/setting.ts';
import { type ChosenMarkets, chooseMarkets } from './chosen-markets.ts';
import type { Drive, DrivenApplication } from './driven-application.ts';
import { drivesOf } from './drives.ts';

/** An application that comes to no end so often in a row is not driven any more: each of them took its whole deadline. */
const mostLostInARow = 3;

/** An application between tap and exchange, and the markets in which it can be brought to decide. */
export interface DrivenDecisions {
  readonly markets: ChosenMarkets;
  /** The same of another policy. */
  marketsOf(evaluate: Evaluate): Promise<ChosenMarkets>;
  /**
   * Brings it to one decision after the other, each with its order before the next.
   *
   * @throws {AssayError} when it is not there any more, or comes to no end
   */
  drive(drives: readonly Drive[]): Promise<void>;
}

export interface DecisionsOptions {
  readonly setting: Setting;
  readonly application: DrivenApplication;
  readonly running: Pick<RunningEndpoint, 'failed'>;
  readonly exchange: MarketExchange;
  readonly signal: AbortSignal;
}

export async function openDecisions(options: DecisionsOptions): Promise<DrivenDecisions> {
  const { setting, application, running, exchange, signal } = options;
  let lost = 0;
  const decide = async (drive: Drive) => {
    signal.throwIfAborted();
    const gone = running.failed();
    if (gone) throw gone;
    if (lost >= mostLostInARow) throw endless(lost);
    lost = (await application.decide(drive)) ? 0 : lost + 1;
  };
  return {
    markets: await chooseMarkets(setting, exchange),
    marketsOf: (evaluate) => chooseMarkets({ ...setting, evaluate }, exchange),
    drive: async (drives) => {
      for (const drive of drives) await decide(drive);
    },
  };
}

/** Brings the application to every decision of the phases that are asked for, in their order. */
export async function runDecisions(
  decisions: DrivenDecisions,
  contract: Setting['contract'],
  phases: ReadonlySet<DecisionPhase>,
): Promise<void> {
  for (const phase of plainDecisionPhases) {
    if (phases.has(phase)) await decisions.drive(drivesOf(phase, contract, decisions.markets));
  }
}

function endless(lost: number): CampaignError {
  return new CampaignError('APPLICATION_SILENT', {
    problem: `the application came to no end of ${lost} decisions in a row`,
    remedy: 'read its log; if it takes longer than that, raise application.deadline in the stack file',
  });
}
