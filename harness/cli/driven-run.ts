import { AssayError } from '../assay-error.ts';
import { abortReason } from '../campaign/abort-reason.ts';
import { DecisionWatch } from '../campaign/decision-watch.ts';
import { ApplicationBooks } from '../campaign/decisions/application-books.ts';
import { CycleGate } from '../campaign/decisions/cycle-gate.ts';
import { Decided } from '../campaign/decisions/decided.ts';
import type { DrivenApplication } from '../campaign/decisions/driven-application.ts';
import { openApplication } from '../campaign/decisions/open-application.ts';
import { OrderWatch } from '../campaign/decisions/order-watch.ts';
import { patience } from '../campaign/decisions/patience.ts';
import { type DrivenDecisions, openDecisions, runDecisions } from '../campaign/decisions/run-decisions.ts';
import { tappedMessage } from '../campaign/decisions/tapped-message.ts';
import type { Setting } from '../campaign/phases/setting.ts';
import { isAt } from '../contract/is-at.ts';
import type { DecisionPhase } from '../history/decision.ts';
import type { Message } from '../history/message.ts';
import type { RunNetwork } from '../stack/containers/run-network.ts';
import { openClient } from '../stack/open-client.ts';
import type { RunningEndpoint } from '../stack/running-endpoint.ts';
import { startEndpoint } from '../stack/start-endpoint.ts';
import { openTap } from '../tap/tap.ts';
import { endpointValues } from './endpoint-values.ts';
import { redactedMessage } from './redacted-message.ts';
import type { RunInputs } from './run-inputs.ts';
import type { RunRecord } from './run-record.ts';
import { serveExchange } from './served-exchange.ts';

export interface DrivenRunOptions {
  readonly inputs: RunInputs;
  readonly record: RunRecord;
  readonly setting: Setting;
  readonly phases: ReadonlySet<DecisionPhase>;
  readonly endpoint: RunningEndpoint;
  /** Folder of the run's own model, and the evidence. */
  readonly folders: { readonly model: string; readonly run: string };
  readonly network: RunNetwork;
  readonly signal: AbortSignal;
}

/** What is open of an application, until the scope ends that holds it. */
export interface OpenedApplication extends DrivenDecisions, AsyncDisposable {
  /** Records what it has counted so far, before and after it is brought to decide. */
  openBooks(): Promise<void>;
  closeBooks(): Promise<void>;
}

/**
 * Puts the tap before the endpoint, serves the exchange, and starts the application between them.
 *
 * @param called - what its log is told apart by, and its containers
 * @returns undefined where the stack has no application, or none of the phases is asked for, or it could not be started: then
 *   that is recorded
 */
export async function openDrivenApplication(
  options: DrivenRunOptions,
  called: { readonly source: string; readonly alias: string } = { source: 'application', alias: 'application' },
): Promise<OpenedApplication | undefined> {
  const { inputs, record, setting, phases, endpoint, folders, network, signal } = options;
  const { application } = inputs;
  const { exchange: exchangeFile } = inputs.stack.stack;
  if (!application || !exchangeFile || phases.size === 0) return undefined;
  const { journal, clock } = record;
  const { redactor } = endpoint;
  const write = (message: Message) => journal.message(redactedMessage(message, redactor));
  const orders = new OrderWatch();
  const { drive } = application;
  const begins = 'poll' in drive ? drive.poll.begins : [];
  const watch = new DecisionWatch(application);
  const gate = new CycleGate({ begins, orders: exchangeFile.orders });
  await using opened = new AsyncDisposableStack();
  try {
    // A container reaches this machine at the gateway of its network, and nowhere else.
    const host = 'container' in application.start ? (await network.open()).gateway : undefined;
    const exchange = opened.use(
      await serveExchange(inputs.stack, {
        seed: inputs.seed,
        clock,
        host,
        admit: 'poll' in drive ? gate.admit : undefined,
        record: (message) => {
          if (isAt(exchangeFile.orders, message)) orders.sawOrder(message.requestId);
          write({ ...message, link: 'exchange' });
        },
      }),
    );
    const tap = opened.use(
      await openTap({
        target: endpoint.origin,
        ...(host === undefined ? {} : { host }),
        clock,
        record: (call) => write(tappedMessage(call)),
      }),
    );
    const running = opened.use(
      await startEndpoint({
        file: application,
        source: 'application',
        alias: called.alias,
        folder: inputs.stack.folder,
        values: {
          ...endpointValues(inputs, folders),
          'tap.url': tap.origin,
          'exchange.url': exchange.url,
          'exchange.market': exchange.watched,
        },
        log: (line) => {
          watch.see(line);
          record.log({ ...line, source: called.source });
        },
        startupBudgetMs: setting.contract.budgets.startup,
        network,
        redactor,
        clock,
        signal,
      }),
    );
    for (const text of running.notes) record.facts({ kind: 'notice', text });
    const driven = opened.use(
      openApplication({
        file: application,
        running,
        contract: setting.contract,
        endpoint: inputs.endpoint,
        tap,
        exchange,
        gate,
        orders,
        journal,
        clock,
        signal,
      }),
    );
    const { recovery } = application;
    const decided = new Decided();
    const counted: DrivenApplication = {
      decide: async (drive, attempt) => {
        const became = await driven.decide(drive, attempt);
        decided.see(drive, became);
        return became;
      },
    };
    const opening = { setting, application: counted, recovery, running, exchange, clock, signal };
    const decisions = await openDecisions(opening);
    const client = openClient(running, { endpoint: application, connections: 1, clock });
    opened.defer(() => client.close());
    const awaited = patience({ clock, signal, isGone: () => running.failed() !== undefined });
    const books = new ApplicationBooks({ file: application, client, linesSeen: () => watch.count, awaited, clock });
    opened.defer(() => record.facts({ kind: 'driven', endedAt: clock() }));
    const all = opened.move();
    return {
      ...decisions,
      openBooks: async () => record.facts(await books.open()),
      closeBooks: async () => record.facts(await books.close(decided.decisions(), decided.asked)),
      [Symbol.asyncDispose]: () => all.disposeAsync(),
    };
  } catch (error) {
    signal.throwIfAborted();
    skipAll(error, options);
    return undefined;
  }
}

/** @returns whether the application is still there when all of its decisions are through */
export async function driveApplication(decisions: OpenedApplication, options: DrivenRunOptions): Promise<boolean> {
  const { inputs, setting, phases, signal } = options;
  try {
    await decisions.openBooks();
    await runDecisions(decisions, { ...setting, endpoint: inputs.endpoint }, phases);
    await decisions.closeBooks();
    return true;
  } catch (error) {
    signal.throwIfAborted();
    skipAll(error, options);
    return false;
  }
}

/** Nothing of these phases was seen, or not all of it; the reason is recorded. */
export function skipAll(error: unknown, { phases, record }: DrivenRunOptions): void {
  if (!(error instanceof AssayError)) throw error;
  const voided = error.code === 'APPLICATION_TORN_APART' ? ({ isVoid: true } as const) : {};
  for (const phase of phases) record.facts({ kind: 'skipped', phase, reason: abortReason(error), ...voided });
}
