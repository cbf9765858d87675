import { rowOf } from '../../contract/observation-block.ts';
import type { Journal } from '../../history/journal.ts';
import { nominal } from '../../observations/nominal.ts';
import type { HttpClient } from '../../protocols/http.ts';
import type { Ledger } from '../ledger.ts';
import type { Setting } from '../phases/setting.ts';
import { clearRows } from './clear-rows.ts';

const rowsAsked = 8;
const rowsLookedAt = 256;

export interface AskOptions {
  readonly setting: Setting;
  readonly client: HttpClient;
  readonly ledger: Ledger;
  readonly journal: Journal;
}

/** Sends a few rows one after the other, and records them; says whether all were answered as the own policy decides. */
export type AskEndpoint = (phase: 'gone' | 'back', way: string) => Promise<boolean>;

export async function prepareToAsk({ setting, client, ledger, journal }: AskOptions): Promise<AskEndpoint> {
  const { contract, space, seed, evaluate, protocol } = setting;
  const block = nominal(space, seed).block(0, rowsLookedAt);
  const rows = (await clearRows(contract, block, evaluate)).slice(0, rowsAsked);
  return async (phase, way) => {
    let asTheOwn = 0;
    for (const { row, scores, action } of rows) {
      const observation = rowOf(block, row);
      const encoded = protocol.encode({ rows: 1, width: block.width, values: observation });
      const request = { ...encoded, body: Buffer.from(encoded.body) };
      const id = ledger.enter(request, 1);
      const { outcome, sentAt, endedAt } = await client.send(request);
      const times = { scheduledAt: sentAt, sentAt, endedAt, retries: 0 };
      const sent = { id, phase, subject: row, note: way, rows: 1, observation, expected: scores, request: null };
      journal.exchange({ ...sent, ...times, outcome });
      const reply = protocol.decode(outcome, 1);
      if (reply.kind === 'answered' && reply.rows[0]?.action === action) asTheOwn += 1;
    }
    return rows.length > 0 && asTheOwn === rows.length;
  };
}
