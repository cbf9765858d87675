import { setTimeout as delay } from 'node:timers/promises';
import type { Exchange } from '../history/exchange.ts';
import type { Journal } from '../history/journal.ts';
import { nominal } from '../observations/nominal.ts';
import type { HttpClient } from '../protocols/http.ts';
import type { Ledger } from './ledger.ts';
import type { Setting } from './phases/setting.ts';
import { sendPersistently, whileBusy } from './send-persistently.ts';

/** Rows of a batch, and pairs that are sent of it: one row at a time is what a promise is about. */
const pairs = new Map([
  [1, 1_000],
  [8, 60],
  [32, 60],
  [128, 60],
]);
/** What compiles as it is used is done then. */
const warmUp = 12;

type Form = 'eager' | 'compiled';

export interface CompareFormsOptions {
  readonly setting: Setting;
  readonly clients: Readonly<Record<Form, HttpClient>>;
  /** Statuses that mean "ask again later". */
  readonly busy: readonly number[];
  readonly ledger: Pick<Ledger, 'enterApart'>;
  readonly journal: Pick<Journal, 'exchange'>;
  readonly signal: AbortSignal;
}

/**
 * Sends the same batches to both forms, one request after the other, and records what came back: each pair follows the
 * other at once, and begins with the one that the pair before ended with, so that whatever else the machine does meets
 * both alike.
 */
export async function compareForms({
  setting,
  clients,
  busy,
  ledger,
  journal,
  signal,
}: CompareFormsOptions): Promise<void> {
  const { space, seed, evaluate, protocol } = setting;
  const rows = nominal(space, seed);
  for (const [size, rounds] of pairs) {
    if (size > protocol.maximumRows) continue;
    const block = rows.block(0, size);
    const { scores } = await evaluate(block);
    const encoded = protocol.encode(block);
    const request = { ...encoded, body: Buffer.from(encoded.body) };
    const send = async (form: Form): Promise<Exchange> => {
      signal.throwIfAborted();
      const id = ledger.enterApart(size);
      const { sent, retries } = await sendPersistently(() => clients[form].send(request), {
        pauseFor: whileBusy(busy),
        pause: (milliseconds) => delay(milliseconds, undefined, { signal }),
      });
      const about = { id, phase: 'forms', subject: size, note: form, rows: size } as const;
      const told = { observation: block.values, expected: scores, request: null, retries };
      return { ...about, ...told, scheduledAt: sent.sentAt, ...sent };
    };
    for (let round = -warmUp; round < rounds; round += 1) {
      const forms = ['eager', 'compiled'] as const;
      for (const form of round % 2 === 0 ? forms : forms.toReversed()) {
        const exchange = await send(form);
        if (round >= 0) journal.exchange(exchange);
      }
    }
  }
}
