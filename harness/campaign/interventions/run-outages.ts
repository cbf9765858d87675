import { setTimeout as pause } from 'node:timers/promises';
import { rowOf } from '../../contract/observation-block.ts';
import type { Journal } from '../../history/journal.ts';
import type { OutageFacts } from '../../history/run-event.ts';
import { nominal } from '../../observations/nominal.ts';
import type { HttpClient } from '../../protocols/http.ts';
import type { Ledger } from '../ledger.ts';
import type { Setting } from '../phases/setting.ts';
import { clearRows } from './clear-rows.ts';

const rowsLookedAt = 256;
export const rowsAtOnce = 8;
const rounds = 24;
const betweenRounds = 50; // milliseconds
const dutyCycle = { held: 900, let: 100 } as const; // milliseconds
/** A server that is let go for a tenth of the time takes this long for a question that is nothing to it. */
const slow = 300; // milliseconds
const patience = 2_000; // milliseconds

/** The server that tracks trainings, and what can be done to it. */
export interface TrackingHands {
  freeze(): Promise<void>;
  goOn(): Promise<void>;
  kill(): Promise<void>;
  /** How long it takes to say that it is well, in milliseconds; undefined where it does not within the time. */
  health(within: number): Promise<number | undefined>;
}

export interface OutageOptions {
  readonly setting: Setting;
  /** Of as many connections as rows at once. */
  readonly client: HttpClient;
  readonly hands: TrackingHands;
  readonly ledger: Ledger;
  readonly journal: Journal;
  readonly record: (facts: OutageFacts) => void;
  readonly signal: AbortSignal;
}

/**
 * Makes the tracking server slow, then silent, and then ends it, each while rows are sent to the endpoint, many in flight.
 *
 * It is not there any more afterwards. Where rows get no answer, the rest of that outage is not sent.
 */
export async function runOutages(options: OutageOptions): Promise<void> {
  const { hands, record } = options;
  const rows = await rowsToSend(options.setting);
  const send = (way: OutageFacts['way']) => sendRounds(options, rows, way);

  {
    await using _ = await heldUpAgainAndAgain(hands);
    const took = await hands.health(patience);
    await send('slow');
    const said = took === undefined ? `no answer within ${patience} ms` : `an answer after ${Math.round(took)} ms`;
    record({ kind: 'outage', way: 'slow', seen: took === undefined || took >= slow, said });
  }
  await hands.freeze();
  try {
    await send('silent');
    record(notThere('silent', await hands.health(patience)));
  } finally {
    await hands.goOn();
  }
  await hands.kill();
  await send('gone');
  record(notThere('gone', await hands.health(patience)));
}

function notThere(way: OutageFacts['way'], took: number | undefined): OutageFacts {
  return { kind: 'outage', way, seen: took === undefined, said: took === undefined ? 'no answer' : 'an answer' };
}

/** Held up already when this resolves. */
async function heldUpAgainAndAgain({ freeze, goOn }: TrackingHands): Promise<AsyncDisposable> {
  const over = new AbortController();
  await freeze();
  const holding = (async () => {
    for (;;) {
      await pause(dutyCycle.held, undefined, { signal: over.signal }).catch(() => {});
      await goOn();
      await pause(dutyCycle.let, undefined, { signal: over.signal }).catch(() => {});
      if (over.signal.aborted) return;
      await freeze();
    }
  })();
  holding.catch(() => {});
  return {
    async [Symbol.asyncDispose]() {
      over.abort();
      await holding;
    },
  };
}

async function rowsToSend({ contract, space, seed, evaluate, protocol }: Setting) {
  const block = nominal(space, seed).block(0, rowsLookedAt);
  return (await clearRows(contract, block, evaluate)).slice(0, rowsAtOnce).map(({ row, scores }) => {
    const observation = rowOf(block, row);
    const encoded = protocol.encode({ rows: 1, width: block.width, values: observation });
    return { row, scores, observation, request: { ...encoded, body: Buffer.from(encoded.body) } };
  });
}

async function sendRounds(
  { setting: { protocol }, client, ledger, journal, signal }: OutageOptions,
  rows: Awaited<ReturnType<typeof rowsToSend>>,
  way: string,
): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    const answered = await Promise.all(
      rows.map(async ({ row, scores, observation, request }) => {
        // Apart: an outage is over early where nothing is answered.
        const id = ledger.enterApart(1);
        const { outcome, sentAt, endedAt } = await client.send(request);
        const sent = {
          id,
          phase: 'untracked',
          subject: row,
          note: way,
          rows: 1,
          observation,
          expected: scores,
        } as const;
        journal.exchange({ ...sent, request: null, scheduledAt: sentAt, sentAt, endedAt, retries: 0, outcome });
        return protocol.decode(outcome, 1).kind === 'answered';
      }),
    );
    if (answered.includes(false)) return;
    await pause(betweenRounds, undefined, { signal });
  }
}
