import { setTimeout as pause } from 'node:timers/promises';
import { rowOf } from '../../contract/observation-block.ts';
import type { EndpointFile } from '../../contract/stack-file.ts';
import type { Journal } from '../../history/journal.ts';
import type { OutageFacts } from '../../history/run-event.ts';
import { nominal } from '../../observations/nominal.ts';
import type { HttpClient } from '../../protocols/http.ts';
import type { Ledger } from '../ledger.ts';
import type { Setting } from '../phases/setting.ts';
import { sendPersistently, whileBusy } from '../send-persistently.ts';
import { clearRows } from './clear-rows.ts';
import type { Outage } from './outage.ts';

const rowsLookedAt = 256;
const mostRowsAtOnce = 8;
const rounds = 24;
const betweenRounds = 50; // milliseconds
/** A server that is let go for a tenth of the time takes this long for a question that is nothing to it. */
const slow = 300; // milliseconds
const patience = 2_000; // milliseconds

/** Rows that are in flight at once during an outage. */
export function rowsAtOnce({ concurrency }: Pick<EndpointFile, 'concurrency'>): number {
  return Math.min(mostRowsAtOnce, concurrency);
}

/** How long the server takes to say that it is well, in milliseconds; undefined where it does not within the time. */
export type TrackingHealth = (within: number) => Promise<number | undefined>;

export interface OutageOptions {
  readonly setting: Setting;
  readonly endpoint: Pick<EndpointFile, 'busy' | 'concurrency'>;
  /** Of as many connections as rows at once. */
  readonly client: HttpClient;
  /** One after the other. */
  readonly outages: readonly Outage[];
  readonly health: TrackingHealth;
  readonly ledger: Ledger;
  readonly journal: Pick<Journal, 'exchange'>;
  readonly record: (facts: OutageFacts) => void;
  readonly signal: AbortSignal;
}

/**
 * Sends rows to the endpoint, many in flight, with the tracking server there and then during each outage of it, and records
 * whether it was seen to be one. Where rows get no answer, the rest of that outage is not sent.
 */
export async function runOutages(options: OutageOptions): Promise<void> {
  const rows = await rowsToSend(options.setting);
  await sendRounds(options, rows, 'there');
  for (const outage of options.outages) options.record(await runOutage(options, rows, outage));
}

async function runOutage(
  options: OutageOptions,
  rows: Awaited<ReturnType<typeof rowsToSend>>,
  { way, by, asked, begin }: Outage,
): Promise<OutageFacts> {
  const facts = { kind: 'outage', way, ...(by ? { by } : {}) } as const;
  const begun = await begin();
  let took: number | undefined;
  let { problem } = begun;
  try {
    if (problem === undefined) {
      if (asked === 'first') took = await options.health(patience);
      await sendRounds(options, rows, way);
      if (asked === 'last') took = await options.health(patience);
    }
  } finally {
    const notBack = await begun.end();
    problem ??= notBack;
  }
  if (begun.problem !== undefined) return { ...facts, seen: false, said: 'nothing', problem };
  return { ...facts, ...seen(way, took), ...(problem === undefined ? {} : { problem }) };
}

function seen(way: OutageFacts['way'], took: number | undefined): Pick<OutageFacts, 'seen' | 'said'> {
  if (took === undefined) return { seen: true, said: 'no answer' };
  return { seen: way === 'slow' && took >= slow, said: `an answer after ${Math.round(took)} ms` };
}

async function rowsToSend({ contract, space, seed, evaluate, protocol }: Setting) {
  const block = nominal(space, seed).block(0, rowsLookedAt);
  return (await clearRows(contract, block, evaluate)).slice(0, mostRowsAtOnce).map(({ row, scores }) => {
    const observation = rowOf(block, row);
    const encoded = protocol.encode({ rows: 1, width: block.width, values: observation });
    return { row, scores, observation, request: { ...encoded, body: Buffer.from(encoded.body) } };
  });
}

async function sendRounds(
  { setting: { protocol }, endpoint, client, ledger, journal, signal }: OutageOptions,
  rows: Awaited<ReturnType<typeof rowsToSend>>,
  way: string,
): Promise<void> {
  const atOnce = Math.min(rows.length, rowsAtOnce(endpoint));
  for (let round = 0; round < rounds; round += 1) {
    // In turn, where fewer may be in flight than there are.
    const inTurn = Array.from({ length: atOnce }, (_, at) => rows[(round * atOnce + at) % rows.length]!);
    const answered = await Promise.all(
      inTurn.map(async ({ row, scores, observation, request }) => {
        // Apart: an outage is over early where nothing is answered.
        const id = ledger.enterApart(1);
        const { sent, retries } = await sendPersistently(() => client.send(request), {
          pauseFor: whileBusy(endpoint.busy),
          pause: (milliseconds) => pause(milliseconds, undefined, { signal }),
        });
        const about = {
          id,
          phase: 'untracked',
          subject: row,
          note: way,
          rows: 1,
          observation,
          expected: scores,
        } as const;
        journal.exchange({ ...about, request: null, scheduledAt: sent.sentAt, ...sent, retries });
        return protocol.decode(sent.outcome, 1).kind === 'answered';
      }),
    );
    if (answered.includes(false)) return;
    await pause(betweenRounds, undefined, { signal });
  }
}
