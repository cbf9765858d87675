import { setTimeout as pause } from 'node:timers/promises';
import { AssayError } from '../assay-error.ts';
import type { EndpointFile } from '../contract/stack-file.ts';
import type { Journal } from '../history/journal.ts';
import type { Facts } from '../history/run-event.ts';
import { nominal } from '../observations/nominal.ts';
import { openClient } from '../stack/open-client.ts';
import type { RunningEndpoint } from '../stack/running-endpoint.ts';
import { abortReason } from './abort-reason.ts';
import type { Call } from './call.ts';
import type { Ledger } from './ledger.ts';
import type { Setting } from './phases/setting.ts';
import { Sender } from './sender.ts';

/** At once, and again when a model would be loaded. */
const coldRows = [4, 4] as const;
const nothingExpected = new Float32Array();

export interface ColdStartOptions {
  readonly setting: Pick<Setting, 'space' | 'seed' | 'protocol'>;
  readonly endpoint: EndpointFile;
  /** An endpoint of its own, without a model; why there is none, where there cannot be one. */
  readonly start: Promise<RunningEndpoint> | string;
  /** How many milliseconds the endpoint that has its model took to be ready; settled when it is, or never will be. */
  readonly loading: Promise<number>;
  readonly ledger: Ledger;
  readonly journal: Journal;
  readonly clock: () => number;
  readonly signal: AbortSignal;
}

/**
 * Asks an endpoint that has no model, and stops it. That there is none is recorded, and ends nothing else.
 *
 * Whatever falls back does so when it has failed to load: it is asked once more when loading must be over. That it has ended
 * by then is as good an answer.
 */
export async function sendCold({ start, loading, endpoint, setting, ...options }: ColdStartOptions): Promise<void> {
  const { journal, clock, signal } = options;
  const skip = (reason: string) => {
    const facts: Facts = { kind: 'skipped', phase: 'cold', reason };
    journal.event({ at: clock(), facts });
  };
  if (typeof start === 'string') return skip(start);
  try {
    await using running = await start;
    const startedAt = clock() - running.readyAfter;
    const client = openClient(running, { endpoint, connections: 1, clock });
    try {
      const sender = new Sender({
        client,
        protocol: setting.protocol,
        // That it is unavailable is what a cold endpoint must say: only other statuses mean that it should be asked again.
        busy: endpoint.busy.filter((status) => status !== 503),
        failed: running.failed,
        ...options,
      });
      await sender.closedLoop(coldCalls(setting, 0, coldRows[0]), 1);
      const [took] = await Promise.allSettled([loading]);
      if (took.status === 'fulfilled') {
        await pause(Math.max(0, startedAt + took.value - clock()), undefined, { signal });
      }
      if (!running.failed()) await sender.closedLoop(coldCalls(setting, ...coldRows), 1);
    } finally {
      await client.close();
    }
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof AssayError)) throw error;
    skip(`without a model: ${abortReason(error)}`);
  }
}

async function* coldCalls(
  { space, seed }: Pick<Setting, 'space' | 'seed'>,
  from: number,
  count: number,
): AsyncGenerator<readonly Call[]> {
  const rows = nominal(space, seed);
  for (let row = from; row < from + count; row += 1) {
    yield [{ phase: 'cold', subject: row, note: '', content: rows.block(row, 1), expected: nothingExpected }];
  }
}
