import { resolve } from 'node:path';
import { commandedOutage } from '../campaign/interventions/commanded-outage.ts';
import type { CommandStep } from '../campaign/interventions/intervention.ts';
import { type Outage, outagesBy } from '../campaign/interventions/outage.ts';
import { rowsAtOnce, runOutages } from '../campaign/interventions/run-outages.ts';
import type { Setting } from '../campaign/phases/setting.ts';
import { substitute } from '../contract/placeholder.ts';
import type { Redactor } from '../contract/redactor.ts';
import type { ServedFile, TrackingFile } from '../contract/tracking-shape.ts';
import { pointerTokens, valueAt } from '../protocols/json-pointer.ts';
import { readStrictJson } from '../protocols/strict-json.ts';
import type { RunningServices } from '../stack/containers/start-services.ts';
import { openClient } from '../stack/open-client.ts';
import { probe } from '../stack/probe.ts';
import type { RunningEndpoint } from '../stack/running-endpoint.ts';
import { resolveSecrets } from '../stack/secrets.ts';
import { MlflowServer, TrackingProblem } from '../stack/tracking/mlflow-server.ts';
import { readTrackedRun } from '../stack/tracking/read-tracked-run.ts';
import { endpointValues } from './endpoint-values.ts';
import type { RunInputs } from './run-inputs.ts';
import type { RunRecord } from './run-record.ts';
import { servedPathOf } from './served-path.ts';
import { stackCommands } from './stack-hands.ts';

export interface TrackingRunOptions {
  readonly inputs: RunInputs;
  readonly record: RunRecord;
  readonly setting: Setting;
  readonly endpoint: RunningEndpoint;
  readonly services: RunningServices;
  readonly folders: { readonly model: string; readonly run: string };
  readonly signal: AbortSignal;
}

/**
 * Reads back what the tracker has of the training, and then holds the tracker up, and ends it, while the endpoint answers.
 *
 * What the stack file does not say, or does not allow, is recorded as such.
 */
export async function trackingRun(options: TrackingRunOptions): Promise<void> {
  const { inputs, record, setting, endpoint, services, folders, signal } = options;
  if (!inputs.asked.some((id) => id.startsWith('TRACK-'))) return;
  const skip = (reason: string) => record.facts({ kind: 'skipped', phase: 'untracked', reason });
  const file = inputs.stack.stack.tracking?.mlflow;
  if (!file) return skip('the stack file does not say where trainings are tracked (tracking)');
  const service = services.all.find(({ name }) => name === file.service);
  await using server = openServer(file, (file.url ?? service?.origin)!, endpoint.redactor);
  const values = endpointValues(inputs, folders);
  const loggedFile = file.logged && resolve(inputs.stack.folder, substitute(file.logged.file, values));
  const { served } = file;
  const path = servedPathOf(inputs, values);
  record.facts(
    await readTrackedRun({
      server,
      file,
      loggedFile,
      served: served && 'route' in served ? () => statedDigest(served, options) : undefined,
      held: path === undefined ? undefined : { holders: endpoint.holders, path },
      signal,
    }),
  );
  if (!inputs.asked.includes('TRACK-2')) return;
  const outages = service ? outagesBy(handsOf(service.control)) : commandedOutages(file, server, options);
  if (outages.length === 0)
    return skip('the tracking server ran already, and no command takes it down (tracking.mlflow.outage)');
  const { ledger, journal, clock, facts } = record;
  const endpointFile = inputs.endpoint;
  const client = openClient(endpoint, { endpoint: endpointFile, connections: rowsAtOnce(endpointFile), clock });
  try {
    const health = (within: number) => server.health(within);
    await runOutages({
      setting,
      endpoint: endpointFile,
      client,
      outages,
      health,
      ledger,
      journal,
      record: facts,
      signal,
    });
  } finally {
    await client.close();
  }
}

function handsOf(control: RunningServices['all'][number]['control']) {
  return { freeze: () => control.freeze(), goOn: () => control.goOn(), kill: () => control.kill() };
}

function commandedOutages(
  { outage }: TrackingFile,
  server: MlflowServer,
  { inputs, record, endpoint, signal }: TrackingRunOptions,
): Outage[] {
  if (!outage) return [];
  const { within } = outage;
  const named = { ...outage, name: 'the tracking server is taken down', predicts: 'own' } as const;
  const run = stackCommands({ inputs, record, endpoint: { running: endpoint }, signal });
  const command = (step: CommandStep) => run(step, inputs.artifactPath, named);
  return [commandedOutage({ command, health: (patience) => server.health(patience), within, signal })];
}

function openServer({ headers }: TrackingFile, origin: string, redactor: Redactor): MlflowServer {
  const lookUp = (variable: string) => process.env[variable];
  return new MlflowServer(origin, { headers: resolveSecrets(headers, lookUp), redactor });
}

async function statedDigest(
  { route, pointer }: Extract<ServedFile, { route: unknown }>,
  { endpoint: { origin, ports, headers, redactor, budget }, inputs, signal }: TrackingRunOptions,
): Promise<string> {
  const deadline = inputs.endpoint.deadline;
  const answer = await probe({ origin, ports, route, headers, redactor, budget, deadline, signal });
  const asked = `${route.method} ${route.path}`;
  if (answer.kind !== 'answer') throw new TrackingProblem(`${asked} of the endpoint gives no answer`);
  const body = readStrictJson(answer.body);
  const stated = body.kind === 'value' ? valueAt(body.value, pointerTokens(pointer)) : undefined;
  if (typeof stated === 'string') return stated;
  throw new TrackingProblem(`${asked} of the endpoint states no digest at ${pointer}`);
}
