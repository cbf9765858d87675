import { rowOf } from '../../contract/observation-block.ts';
import type { Journal } from '../../history/journal.ts';
import { nominal } from '../../observations/nominal.ts';
import type { HttpClient } from '../../protocols/http.ts';
import type { Ledger } from '../ledger.ts';
import type { Setting } from '../phases/setting.ts';
import type { AskRows, RowAnswer } from './awaiting-answers.ts';
import { clearRows } from './clear-rows.ts';

const rowsAsked = 8;
const rowsLookedAt = 256;

export interface AskOptions {
  readonly setting: Setting;
  readonly client: HttpClient;
  readonly ledger: Ledger;
  readonly journal: Journal;
}

export interface Asking {
  /** Sends a few rows one after the other, and records them; says whether all were answered as the own policy decides. */
  readonly ask: (phase: 'gone' | 'back', way: string) => Promise<boolean>;
  /** Sends the same rows, to see how far a change has come: nothing is recorded, as nothing is judged by it. */
  readonly look: AskRows;
}

export async function prepareToAsk({ setting, client, ledger, journal }: AskOptions): Promise<Asking> {
  const { contract, space, seed, evaluate, protocol } = setting;
  const block = nominal(space, seed).block(0, rowsLookedAt);
  const rows = (await clearRows(contract, block, evaluate)).slice(0, rowsAsked).map((clear) => {
    const observation = rowOf(block, clear.row);
    const encoded = protocol.encode({ rows: 1, width: block.width, values: observation });
    return { ...clear, observation, request: { ...encoded, body: Buffer.from(encoded.body) } };
  });

  async function send({ request, action }: (typeof rows)[number]) {
    const sent = await client.send(request);
    const reply = protocol.decode(sent.outcome, 1);
    const by: RowAnswer = reply.kind === 'answered' ? (reply.rows[0]?.action === action ? 'own' : 'other') : 'none';
    return { ...sent, by };
  }

  return {
    ask: async (phase, way) => {
      let asTheOwn = 0;
      for (const asked of rows) {
        const { row, scores, observation, request } = asked;
        const id = ledger.enter(request, 1);
        const { outcome, sentAt, endedAt, by } = await send(asked);
        const times = { scheduledAt: sentAt, sentAt, endedAt, retries: 0 };
        const sent = { id, phase, subject: row, note: way, rows: 1, observation, expected: scores, request: null };
        journal.exchange({ ...sent, ...times, outcome });
        if (by === 'own') asTheOwn += 1;
      }
      return rows.length > 0 && asTheOwn === rows.length;
    },
    look: async function* () {
      for (const row of rows) yield (await send(row)).by;
    },
  };
}
