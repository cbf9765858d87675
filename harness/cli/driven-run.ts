import { AssayError } from '../assay-error.ts';
import { abortReason } from '../campaign/abort-reason.ts';
import { CycleGate } from '../campaign/decisions/cycle-gate.ts';
import { openApplication } from '../campaign/decisions/open-application.ts';
import { runDecisions } from '../campaign/decisions/run-decisions.ts';
import { tappedMessage } from '../campaign/decisions/tapped-message.ts';
import type { Setting } from '../campaign/phases/setting.ts';
import { isAt } from '../contract/is-at.ts';
import { componentRedactor } from '../contract/secrets.ts';
import type { DecisionPhase } from '../history/decision.ts';
import type { Message } from '../history/message.ts';
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
  readonly signal: AbortSignal;
}

/** Puts the tap before the endpoint, serves the exchange, starts the application between them, and has it decide. */
export async function drivenRun(options: DrivenRunOptions): Promise<void> {
  const { inputs, record, setting, phases, endpoint, folders, signal } = options;
  const { application } = inputs;
  const { exchange: exchangeFile } = inputs.stack.stack;
  if (!application || !exchangeFile || phases.size === 0) return;
  const { journal, clock } = record;
  const secret = (variable: string) => process.env[variable];
  const redactors = [endpoint.redactor, componentRedactor(application, secret)];
  const write = (message: Message) => journal.message(redactedMessage(message, redactors));
  let orders = 0;
  const { drive } = application;
  const begins = 'poll' in drive ? drive.poll.begins : [];
  const gate = new CycleGate({ begins, orders: exchangeFile.orders });
  try {
    await using exchange = await serveExchange(inputs.stack, {
      clock,
      admit: 'poll' in drive ? gate.admit : undefined,
      record: (message) => {
        if (isAt(exchangeFile.orders, message)) orders += 1;
        write({ ...message, link: 'exchange' });
      },
    });
    await using tap = await openTap({
      target: endpoint.origin,
      clock,
      record: (call) => write(tappedMessage(call)),
    });
    await using running = await startEndpoint({
      file: application,
      source: 'application',
      folder: inputs.stack.folder,
      values: {
        ...endpointValues(inputs, folders),
        'tap.url': tap.origin,
        'exchange.url': exchange.url,
        'exchange.market': exchange.watched,
      },
      log: record.log,
      startupBudgetMs: setting.contract.budgets.startup,
      clock,
      signal,
    });
    for (const text of running.notes) record.facts({ kind: 'notice', text });
    await using driven = openApplication({
      file: application,
      running,
      predict: inputs.endpoint.routes.predict,
      tap,
      exchange,
      gate,
      ordersArrived: () => orders,
      journal,
      clock,
      signal,
    });
    await runDecisions({ setting, phases, application: driven, running, exchange, record: record.facts, signal });
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof AssayError)) throw error;
    for (const phase of phases) record.facts({ kind: 'skipped', phase, reason: abortReason(error) });
  }
}
