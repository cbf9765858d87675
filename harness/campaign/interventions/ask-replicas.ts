import { setTimeout as pause } from 'node:timers/promises';
import type { Exchange } from '../../history/exchange.ts';
import type { Journal } from '../../history/journal.ts';
import type { Answerer } from '../../history/run-event.ts';
import type { HttpClient } from '../../protocols/http.ts';
import type { Protocol } from '../../protocols/protocol.ts';
import type { Ledger } from '../ledger.ts';
import { type ToldRow, tells } from './marked-policy.ts';

const rowsAsked = 16;
const betweenLooks = 50; // milliseconds

export interface AskReplicasOptions {
  /** One for each replica, by its own address; their order is what exchanges call them by. */
  readonly clients: readonly HttpClient[];
  readonly rows: readonly ToldRow[];
  readonly protocol: Protocol;
  readonly ledger: Pick<Ledger, 'enterApart'>;
  readonly journal: Pick<Journal, 'exchange'>;
  readonly clock: () => number;
  readonly signal: AbortSignal;
}

/**
 * Asks every replica about the same rows, and records what each answers: as soon as it decides one row as it must, or else
 * when its time is over.
 *
 * @param within - milliseconds
 */
export async function askReplicas(
  options: AskReplicasOptions,
  { must, within }: { readonly must: Answerer; readonly within: number },
): Promise<void> {
  const { clients, rows, clock, signal } = options;
  const telling = rows.filter(tells).slice(0, rowsAsked);
  const end = clock() + within;
  await Promise.all(
    clients.map(async (client, subject) => {
      const first = telling[0]!;
      while (clock() < end && (await actionOf(client, first, options)) !== first.actions[must]) {
        await pause(betweenLooks, undefined, { signal });
      }
      for (const row of telling) {
        signal.throwIfAborted();
        options.journal.exchange(await asked(client, row, { ...options, subject, note: must }));
      }
    }),
  );
}

async function actionOf(client: HttpClient, row: ToldRow, { protocol }: AskReplicasOptions) {
  const { outcome } = await client.send(encoded(row, protocol));
  const reply = protocol.decode(outcome, 1);
  return reply.kind === 'answered' ? reply.rows[0]?.action : undefined;
}

async function asked(
  client: HttpClient,
  row: ToldRow,
  { protocol, ledger, subject, note }: AskReplicasOptions & Pick<Exchange, 'subject' | 'note'>,
): Promise<Exchange> {
  const id = ledger.enterApart(1);
  const { outcome, sentAt, endedAt } = await client.send(encoded(row, protocol));
  const { observation, expected } = row;
  const sent = { id, phase: 'replicas', subject, note, rows: 1, observation, expected, request: null } as const;
  return { ...sent, scheduledAt: sentAt, sentAt, endedAt, retries: 0, outcome };
}

function encoded({ observation }: ToldRow, protocol: Protocol) {
  const request = protocol.encode({ rows: 1, width: observation.length, values: observation });
  return { ...request, body: Buffer.from(request.body) };
}
