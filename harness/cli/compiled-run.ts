import { AssayError } from '../assay-error.ts';
import { abortReason } from '../campaign/abort-reason.ts';
import { compareForms } from '../campaign/compare-forms.ts';
import type { Setting } from '../campaign/phases/setting.ts';
import type { EndpointFile } from '../contract/stack-file.ts';
import { elsewhere } from '../stack/elsewhere.ts';
import { openClient } from '../stack/open-client.ts';
import type { RunningEndpoint } from '../stack/running-endpoint.ts';
import type { RunInputs } from './run-inputs.ts';
import type { RunRecord } from './run-record.ts';

export interface CompiledRunOptions {
  readonly inputs: RunInputs;
  readonly record: RunRecord;
  readonly setting: Setting;
  readonly eager: RunningEndpoint;
  /** Starts another one beside it. */
  readonly start: (file: EndpointFile) => Promise<RunningEndpoint>;
  readonly signal: AbortSignal;
}

/** Starts the compiled form of the endpoint beside the eager one, and asks both about the same rows in turn. */
export async function compiledRun({
  inputs,
  record,
  setting,
  eager,
  start,
  signal,
}: CompiledRunOptions): Promise<void> {
  const { endpoint } = inputs;
  const { compiled } = endpoint;
  const skip = (reason: string) => record.facts({ kind: 'skipped', phase: 'forms', reason });
  if (compiled === undefined || 'url' in endpoint.start)
    return skip('the stack file does not say how a compiled form is started (endpoint.compiled)');
  const { start: own } = endpoint;
  const beside = 'process' in own ? elsewhere(own) : { ...own, replicas: 1, front: undefined };
  try {
    await using running = await start({
      ...endpoint,
      start: { ...beside, env: { ...own.env, ...compiled.env } },
    });
    const open = (of: RunningEndpoint) => openClient(of, { endpoint, connections: 1, clock: record.clock });
    const clients = { eager: open(eager), compiled: open(running) };
    try {
      const { ledger, journal } = record;
      await compareForms({ setting, clients, busy: endpoint.busy, ledger, journal, signal });
    } finally {
      await Promise.all(Object.values(clients).map((client) => client.close()));
    }
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof AssayError)) throw error;
    skip(`the compiled form: ${abortReason(error)}`);
  }
}
