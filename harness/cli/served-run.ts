import { join } from 'node:path';
import { definitionOfDone } from '../../suites/definition-of-done.ts';
import { AssayError } from '../assay-error.ts';
import { abortedBy } from '../campaign/abort-reason.ts';
import { runCampaign } from '../campaign/campaign.ts';
import { sendCold } from '../campaign/cold-start.ts';
import { DecisionWatch } from '../campaign/decision-watch.ts';
import type { Setting } from '../campaign/phases/setting.ts';
import { prepareSearches } from '../campaign/prepared-searches.ts';
import { trialsNeeded } from '../checks/clopper-pearson.ts';
import { stackRedactor } from '../contract/secrets.ts';
import type { EndpointFile } from '../contract/stack-file.ts';
import type { EvidenceFolder } from '../evidence/evidence-folder.ts';
import type { LogLine } from '../history/exchange.ts';
import { type Phase, rowsSentAgain } from '../history/phase.ts';
import type { AbortedFacts, Facts } from '../history/run-event.ts';
import { spaceOf } from '../observations/observation-space.ts';
import { readNetwork } from '../oracle/network.ts';
import type { Oracle } from '../oracle/oracle.ts';
import { protocolOf } from '../protocols/protocol-of.ts';
import { RequestBudget } from '../protocols/request-budget.ts';
import { RunNetwork } from '../stack/containers/run-network.ts';
import { startServices } from '../stack/containers/start-services.ts';
import { modelDirectory } from '../stack/model-directory.ts';
import type { Place } from '../stack/place.ts';
import { RestartableEndpoint } from '../stack/restartable-endpoint.ts';
import { runDirectory } from '../stack/run-directory.ts';
import type { RunningEndpoint } from '../stack/running-endpoint.ts';
import { startEndpoint } from '../stack/start-endpoint.ts';
import { compiledRun } from './compiled-run.ts';
import { type DrivenRunOptions, driveApplication, openDrivenApplication } from './driven-run.ts';
import { coldStartHindrance, endpointValues, servedFileName } from './endpoint-values.ts';
import { interventionRun } from './intervention-run.ts';
import { neededDecisions, neededPhases } from './needed-phases.ts';
import { optedOutRun } from './opted-out-run.ts';
import type { RunInputs } from './run-inputs.ts';
import type { RunRecord } from './run-record.ts';
import { trackingRun } from './tracking-run.ts';

export interface ServedRunOptions {
  readonly inputs: RunInputs;
  readonly record: RunRecord;
  readonly evidence: EvidenceFolder;
  readonly oracle: Oracle;
  readonly signal: AbortSignal;
  readonly progress: (phase: Phase, requests: number) => void;
}

/**
 * Starts the stack, sends the campaign, and hands the endpoint, which still runs, to whoever judges. Then stops it.
 *
 * A stack that cannot be started, or that goes away, is recorded as the end of the campaign.
 *
 * @param judged - judges what was recorded; the endpoint is there to be asked again, if it is still there, as it was started
 * @throws the reason of the signal
 */
export async function servedRun<Judged>(
  options: ServedRunOptions,
  judged: (setting: Setting, endpoint: RunningEndpoint | undefined) => Promise<Judged>,
): Promise<Judged> {
  const { inputs, record, evidence, oracle, signal, progress } = options;
  const { contract, endpoint } = inputs;
  const setting: Setting = {
    contract,
    protocol: protocolOf({ contract, endpoint, environment: (variable) => process.env[variable] }),
    space: spaceOf(contract),
    seed: inputs.seed,
    evaluate: oracle.evaluate,
    network: readNetwork(oracle.artifact.bytes, contract.policy),
    golden: inputs.golden.inputs,
    observations: inputs.observations,
    calls: Math.max(
      rowsSentAgain.batch,
      trialsNeeded(contract.assurance.fallbackRateBelow, contract.assurance.confidence),
    ),
  };
  const phases = neededPhases(definitionOfDone, inputs.asked);
  const decisions = new DecisionWatch(endpoint);
  // What the endpoint writes once the campaign is over belongs to the search for the smallest failure.
  let source = 'endpoint';
  const log = (line: LogLine) => {
    // What is written as an image is built is no word of the endpoint's.
    if (line.source !== 'endpoint') return record.log(line);
    decisions.see(line);
    record.log({ ...line, source });
  };

  await using folder = await runDirectory();
  await using network = new RunNetwork(folder.path);
  const model = await modelDirectory(folder.path, servedFileName(inputs));
  await model.place(inputs.servedPath);
  const budget = new RequestBudget(inputs.limits);
  const environment = (variable: string) => process.env[variable];
  const redactor = stackRedactor({ ...inputs.stack.stack, endpoint, application: inputs.application }, environment);
  const start = (
    modelFolder: string,
    write: (line: LogLine) => void,
    {
      until,
      place,
      alias,
      file = endpoint,
    }: { until: 'ready' | 'answering'; place?: Place; alias?: string; file?: EndpointFile },
  ) =>
    startEndpoint({
      file,
      network,
      ...(place === undefined ? {} : { place }),
      ...(alias === undefined ? {} : { alias }),
      source: 'endpoint',
      folder: inputs.stack.folder,
      values: endpointValues(inputs, { model: modelFolder, run: evidence.path }),
      log: write,
      startupBudgetMs: contract.budgets.startup,
      clock: record.clock,
      until,
      redactor,
      budget,
      signal,
    });

  await using stopping = new AsyncDisposableStack();
  const services = startServices(inputs.stack.stack.services, {
    network,
    folder: inputs.stack.folder,
    values: endpointValues(inputs, { model: model.path, run: evidence.path }),
    log: record.log,
    clock: record.clock,
    environment,
    redactor,
    signal,
  }).then((running) => stopping.use(running));
  services.catch(() => {});
  const searches = prepareSearches(setting, phases);
  searches.catch(() => {});
  const starting = services
    .then(() => start(model.path, log, { until: 'ready' }))
    .then((first) => {
      record.facts(readyFacts(first, record.clock()));
      return stopping.use(new RestartableEndpoint(first, (place, until) => start(model.path, log, { until, place })));
    });
  const [started, cold] = await Promise.allSettled([starting, phases.has('cold') ? coldStart(starting) : undefined]);
  signal.throwIfAborted();
  if (cold.status === 'rejected') throw cold.reason;
  const restartable = started.status === 'fulfilled' ? started.value : whyNot(started.reason);
  let isAsItWas = true;
  if ('kind' in restartable) {
    record.facts(restartable);
  } else {
    const { running } = restartable;
    for (const text of running.notes) record.facts({ kind: 'notice', text });
    await runCampaign({
      setting,
      phases,
      endpoint,
      running,
      searches,
      decisions,
      ledger: record.ledger,
      journal: record.journal,
      clock: record.clock,
      signal,
      progress,
    });
    if (!running.failed() && phases.has('forms')) {
      source = 'endpoint, beside its compiled form';
      const write = (line: LogLine) => record.log({ ...line, source: 'endpoint, compiled' });
      await compiledRun({
        inputs,
        record,
        setting,
        eager: running,
        start: (file) => start(model.path, write, { until: 'ready', alias: 'compiled-endpoint', file }),
        signal,
      });
    }
    source = 'endpoint, while the application is driven';
    if (!running.failed()) {
      const driving: DrivenRunOptions = {
        inputs,
        record,
        setting,
        phases: neededDecisions(definitionOfDone, inputs.asked),
        endpoint: running,
        folders: { model: model.path, run: evidence.path },
        network,
        signal,
      };
      await using application = await openDrivenApplication(driving);
      const isThere = application && (await driveApplication(application, driving));
      await optedOutRun(driving);
      source = 'endpoint, after the campaign';
      isAsItWas = await interventionRun({
        inputs,
        record,
        setting,
        phases,
        endpoint: restartable,
        model,
        folder: folder.path,
        application: isThere ? application : undefined,
        signal,
      });
      if (isAsItWas && !restartable.failed()) {
        const folders = { model: model.path, run: evidence.path };
        const there = { endpoint: restartable.running, services: await services };
        await trackingRun({ inputs, record, setting, folders, signal, ...there });
      }
    }
  }
  source = 'endpoint, after the campaign';
  record.journal.flush();
  signal.throwIfAborted();
  return await judged(
    setting,
    'kind' in restartable || !isAsItWas || restartable.failed() ? undefined : restartable.running,
  );

  async function coldStart(withModel: Promise<RestartableEndpoint>): Promise<void> {
    const empty = await modelDirectory(join(folder.path, 'cold'), servedFileName(inputs));
    await sendCold({
      setting,
      endpoint,
      start:
        coldStartHindrance(inputs) ??
        services.then(() =>
          start(empty.path, (line) => record.log({ ...line, source: 'cold' }), {
            until: 'answering',
            alias: 'cold-endpoint',
          }),
        ),
      loading: withModel.then(({ running }) => running.readyAfter),
      ledger: record.ledger,
      journal: record.journal,
      clock: record.clock,
      signal,
    });
  }
}

/** Before it starts, an image may be built: that is no part of its start. */
function readyFacts({ started, readyAfter }: RunningEndpoint, readyAt: number): Facts {
  return { kind: 'ready', startedAt: started ? readyAt - readyAfter : null, readyAt };
}

/** A stack that does not start leaves the clauses unproven, and says why. */
function whyNot(error: unknown): AbortedFacts {
  if (error instanceof AssayError) return abortedBy(error);
  throw error;
}
