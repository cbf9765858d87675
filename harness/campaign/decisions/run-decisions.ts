import { setTimeout as pause } from 'node:timers/promises';
import type { Contract } from '../../contract/contract.ts';
import type { EndpointFile } from '../../contract/stack-file.ts';
import { type DecisionPhase, plainDecisionPhases } from '../../history/decision.ts';
import type { Evaluate } from '../../oracle/answers.ts';
import { dialectOf } from '../../protocols/dialect-of.ts';
import type { RunningEndpoint } from '../../stack/running-endpoint.ts';
import { CampaignError } from '../campaign-error.ts';
import type { MarketExchange } from '../market-exchange.ts';
import type { Setting } from '../phases/setting.ts';
import { type ChosenMarkets, chooseMarkets } from './chosen-markets.ts';
import type { Drive, DrivenApplication } from './driven-application.ts';
import { drivesOf, wrongInARow } from './drives.ts';
import type { Driving } from './driving.ts';
import { Recovery } from './recovery.ts';

/** However slow an application is, and however often it is asked again. */
const longestDrive = 600_000; // milliseconds
/** An application that comes to no end so often in a row is not driven any more: each of them took its whole deadline. */
const mostLostInARow = 3;
/**
 * An application that has refused so often, and done nothing else, is brought to the first decisions of each phase alone,
 * wrong answers and a right one after them. It may wait for its exchange in each: all of them would take minutes, and tell
 * no more.
 */
const mostRefusals = 20;
const fewOfPhase = wrongInARow + 1;

/** An application between tap and exchange, and the markets in which it can be brought to decide. */
export interface DrivenDecisions {
  readonly markets: ChosenMarkets;
  /** The same of another policy. */
  marketsOf(evaluate: Evaluate): Promise<ChosenMarkets>;
  /**
   * Brings it to one decision after the other, each with its order before the next. After wrong answers it may refuse for a
   * while: then it is asked for the same decision again. Of one that does nothing but refuse, not all are wanted.
   *
   * @throws {AssayError} when it is not there any more, comes to no end, or takes too long with all of them
   */
  drive(drives: readonly Drive[]): Promise<void>;
}

export interface DecisionsOptions {
  readonly setting: Setting;
  readonly application: DrivenApplication;
  /** How long it may refuse after wrong answers, in milliseconds. */
  readonly recovery: number;
  readonly running: Pick<RunningEndpoint, 'failed'>;
  readonly exchange: MarketExchange;
  readonly clock: () => number;
  readonly signal: AbortSignal;
}

export async function openDecisions(options: DecisionsOptions): Promise<DrivenDecisions> {
  const { setting, application, running, exchange, clock, signal } = options;
  const recovery = new Recovery(options.recovery, clock);
  const until = clock() + longestDrive;
  let lost = 0;
  let refusals = 0;
  let onlyRefuses = true;
  const decide = async (drive: Drive) => {
    for (let attempt = 1, wait: number | undefined = 0; wait !== undefined; attempt += 1) {
      await pause(wait, undefined, { signal });
      const gone = running.failed();
      if (gone) throw gone;
      if (lost >= mostLostInARow) throw endless(`the application came to no end of ${lost} decisions in a row`);
      if (clock() > until) throw endless(`after ${longestDrive} ms, the application had not taken all decisions`);
      const driven = await application.decide(drive, attempt);
      signal.throwIfAborted();
      lost = driven.ended ? 0 : lost + 1;
      if (driven.asked === 0 && driven.stated?.kind === 'refused') refusals += 1;
      else onlyRefuses = false;
      wait = recovery.waitAfter(drive, driven);
    }
  };
  return {
    markets: await chooseMarkets(setting, exchange, signal),
    marketsOf: (evaluate) => chooseMarkets({ ...setting, evaluate }, exchange, signal),
    drive: async (drives) => {
      for (const [index, drive] of drives.entries()) {
        if (onlyRefuses && refusals >= mostRefusals && index >= fewOfPhase) return;
        await decide(drive);
      }
    },
  };
}

/** What the decisions are made from, beside the markets. */
interface Driven {
  readonly contract: Contract;
  readonly endpoint: Pick<EndpointFile, 'protocol' | 'routes'>;
  readonly seed: number;
}

/** Brings the application to every decision of the phases that are asked for, in their order. */
export async function runDecisions(
  decisions: DrivenDecisions,
  { contract, endpoint, seed }: Driven,
  phases: ReadonlySet<DecisionPhase>,
): Promise<void> {
  const { actions, sizing } = contract;
  const driving = { actions, sizing, seed, places: placesIn(contract, endpoint) };
  for (const phase of plainDecisionPhases) {
    if (phases.has(phase)) await decisions.drive(drivesOf(phase, driving, decisions.markets));
  }
}

function placesIn(contract: Contract, endpoint: Pick<EndpointFile, 'protocol' | 'routes'>): Driving['places'] {
  const { predict, batch } = dialectOf(contract, endpoint);
  return { predict: predict.places, batch: (batch ?? predict).places };
}

function endless(problem: string): CampaignError {
  return new CampaignError('APPLICATION_SILENT', {
    problem,
    remedy: 'read its log; if it takes longer than that, raise application.deadline in the stack file',
  });
}
