import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { DecisionPhase, DrivenDecision } from './decision.ts';
import type { Exchange, LogLine, LostReason, Outcome } from './exchange.ts';
import type { DecisionHistory, DecisionMessage, ExchangeFilter, History, RecordedDecision } from './history.ts';
import { HistoryError } from './history-error.ts';
import type { Link, Message } from './message.ts';
import type { Phase } from './phase.ts';
import type { FactKind, FactsOf } from './run-event.ts';
import { schemaVersion, tables } from './schema.ts';

interface ExchangeRow extends OutcomeColumns {
  id: number;
  phase: Phase;
  subject: number;
  note: string;
  rows: number;
  observation: Uint8Array;
  expected: Uint8Array;
  request: Uint8Array | null;
  scheduled_at: number;
  sent_at: number;
  ended_at: number;
  retries: number;
}

interface DecisionRow {
  id: number;
  phase: DecisionPhase;
  subject: number;
  note: string;
  attempt: number;
  market: string;
  data: string;
  features: Uint8Array;
  expected: Uint8Array;
  started_at: number;
  until: number | null;
  next_attempt: number | null;
}

interface MessageRow extends OutcomeColumns {
  link: Link;
  started_at: number;
  ended_at: number;
  request_id: string | null;
  method: string;
  path: string;
  request: Uint8Array;
  replaced_status: number | null;
  replaced_content_type: string | null;
  replaced_body: Uint8Array | null;
  rule: string | null;
  hindrance: string | null;
}

interface OutcomeColumns {
  status: number | null;
  content_type: string | null;
  content_encoding: string | null;
  location: string | null;
  body: Uint8Array | null;
  lost: LostReason | null;
  message: string | null;
}

/** An application may flood: of what belongs to one decision, so many calls of each sort are read, and none hides another. */
const messagesOfADecision = 1_000;
const strayMessagesRead = 1_000;

/** What belongs to a decision by its id: whatever else carries the id of the request that asked for one. */
const namesADecision = `request_id IN (
  SELECT asked.request_id FROM message AS asked WHERE asked.link = 'application' AND asked.request_id IS NOT NULL
)`;

/** Reads a history from its file: one that is finished, one that is being written, or one that a kill cut off. */
export class RecordedHistory implements History, DecisionHistory, Disposable {
  readonly #database: DatabaseSync;

  /** @throws {HistoryError} HISTORY_MISSING, HISTORY_NOT_READABLE, HISTORY_OF_ANOTHER_VERSION */
  constructor(path: string) {
    if (!existsSync(path)) {
      throw new HistoryError('HISTORY_MISSING', {
        problem: `there is no history at ${path}`,
        remedy: 'name the evidence folder that a run left',
      });
    }
    let database: DatabaseSync | undefined;
    let version: number;
    try {
      database = new DatabaseSync(path);
      version = (database.prepare('PRAGMA user_version').get() as { user_version: number }).user_version;
      if (version === schemaVersion) for (const table of tables) database.prepare(`SELECT * FROM ${table}`);
      this.#database = database;
    } catch (cause) {
      database?.close();
      throw new HistoryError('HISTORY_NOT_READABLE', {
        problem: `${path} cannot be read as a history: ${(cause as Error).message}`,
        remedy: 'the file was damaged or is something else; verify again',
        cause,
      });
    }
    if (version !== schemaVersion) {
      this.#database.close();
      throw new HistoryError('HISTORY_OF_ANOTHER_VERSION', {
        problem: `${path} has version ${version}; this Assay reads version ${schemaVersion}`,
        remedy: 'read it with the Assay that wrote it, or verify again',
      });
    }
  }

  *exchanges({ phases, from, to }: ExchangeFilter = {}): Iterable<Exchange> {
    const conditions: string[] = [];
    const values: (string | number)[] = [];
    if (phases) {
      conditions.push(`phase IN (${phases.map(() => '?').join(', ')})`);
      values.push(...phases);
    }
    if (from !== undefined) {
      conditions.push('id >= ?');
      values.push(from);
    }
    if (to !== undefined) {
      conditions.push('id <= ?');
      values.push(to);
    }
    const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
    const rows = this.#database.prepare(`SELECT * FROM exchange ${where} ORDER BY id`).iterate(...values);
    for (const row of rows) yield exchangeOf(row as unknown as ExchangeRow);
  }

  *decisions(phases: readonly DecisionPhase[]): Iterable<RecordedDecision> {
    const rows = this.#database.prepare(
      `SELECT decision.*, next.started_at AS until, next.attempt AS next_attempt
       FROM decision LEFT JOIN decision AS next ON next.id = (SELECT min(id) FROM decision AS later WHERE later.id > decision.id)
       WHERE decision.phase IN (${phases.map(() => '?').join(', ')}) ORDER BY decision.id`,
    );
    const named = this.#database.prepare(
      "SELECT request_id FROM message WHERE link = 'application' AND started_at >= ? AND started_at < ?",
    );
    const messages = this.#database.prepare(
      `SELECT *, (SELECT max(id) FROM decision WHERE decision.started_at <= own.started_at) AS during FROM (
         SELECT *, row_number() OVER (PARTITION BY link, method ORDER BY started_at, id) AS nth FROM message
         WHERE request_id = ?1 OR (started_at >= ?2 AND started_at < ?3 AND (request_id IS NULL OR NOT ${namesADecision}))
       ) AS own WHERE nth <= ${messagesOfADecision} ORDER BY started_at, id`,
    );
    const end = this.#endOfDrive();
    for (const each of rows.iterate(...phases)) {
      const row = each as unknown as DecisionRow;
      const [from, to] = [row.started_at, row.until ?? Math.max(end, row.started_at)];
      const asked = named.get(from, to) as { request_id: string | null } | undefined;
      yield {
        driven: decisionOf(row),
        askedAgain: (row.next_attempt ?? 1) > 1,
        until: to,
        messages: Array.from(messages.iterate(asked?.request_id ?? null, from, to), (message) =>
          decisionMessageOf(message as unknown as MessageRow & Pick<DecisionMessage, 'during'>),
        ),
      };
    }
  }

  *strayMessages(): Iterable<Message> {
    const statement = this.#database.prepare(
      `SELECT * FROM message WHERE link = 'exchange' AND (request_id IS NULL OR NOT ${namesADecision})
       AND (started_at < (SELECT min(started_at) FROM decision) OR started_at >= ?)
       ORDER BY started_at, id LIMIT ${strayMessagesRead}`,
    );
    for (const row of statement.iterate(this.#endOfDrive())) yield messageOf(row as unknown as MessageRow);
  }

  /** When the application was not brought to decide any more; for ever, where that was not told. */
  #endOfDrive(): number {
    const ends = [...this.facts('driven')].map(({ endedAt }) => endedAt);
    const last = this.#database.prepare('SELECT max(started_at) AS at FROM decision').get() as { at: number | null };
    const end = Math.max(...ends);
    return ends.length > 0 && end >= (last.at ?? 0) ? end : Number.MAX_VALUE;
  }

  *logs(source?: string): Iterable<LogLine> {
    const statement = this.#database.prepare(
      `SELECT source, stream, at, text FROM log ${source === undefined ? '' : 'WHERE source = ?'} ORDER BY id`,
    );
    // Arrays rather than objects: a log is as long as the history, and this leaves half the garbage.
    statement.setReturnArrays(true);
    const rows = source === undefined ? statement.iterate() : statement.iterate(source);
    for (const row of rows) {
      const [origin, stream, at, text] = row as unknown as [string, LogLine['stream'], number, string];
      yield { source: origin, stream, at, text };
    }
  }

  *facts<Kind extends FactKind>(kind: Kind): Iterable<FactsOf<Kind>> {
    const statement = this.#database.prepare('SELECT detail FROM event WHERE kind = ? ORDER BY id');
    for (const row of statement.iterate(kind)) yield JSON.parse((row as { detail: string }).detail) as FactsOf<Kind>;
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}

function exchangeOf(row: ExchangeRow): Exchange {
  return {
    id: row.id,
    phase: row.phase,
    subject: row.subject,
    note: row.note,
    rows: row.rows,
    observation: floatsOf(row.observation),
    expected: floatsOf(row.expected),
    request: row.request,
    scheduledAt: row.scheduled_at,
    sentAt: row.sent_at,
    endedAt: row.ended_at,
    retries: row.retries,
    outcome: outcomeOf(row),
  };
}

function decisionOf(row: DecisionRow): DrivenDecision {
  return {
    id: row.id,
    phase: row.phase,
    subject: row.subject,
    note: row.note,
    attempt: row.attempt,
    market: row.market,
    values: JSON.parse(row.data) as Record<string, number>,
    features: floatsOf(row.features),
    expected: floatsOf(row.expected),
    startedAt: row.started_at,
  };
}

function decisionMessageOf(row: MessageRow & Pick<DecisionMessage, 'during'>): DecisionMessage {
  return { ...messageOf(row), during: row.during };
}

function messageOf(row: MessageRow): Message {
  return {
    link: row.link,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    requestId: row.request_id,
    method: row.method,
    path: row.path,
    request: row.request,
    outcome: outcomeOf(row),
    replaced:
      row.replaced_status === null
        ? null
        : {
            kind: 'reply',
            status: row.replaced_status,
            contentType: row.replaced_content_type ?? '',
            body: row.replaced_body ?? new Uint8Array(),
          },
    rule: row.rule === null ? null : { name: row.rule, hindrance: row.hindrance },
  };
}

function outcomeOf(row: OutcomeColumns): Outcome {
  if (row.status === null) return { kind: 'lost', reason: row.lost ?? 'connection', message: row.message ?? '' };
  return {
    kind: 'reply',
    status: row.status,
    contentType: row.content_type ?? '',
    body: row.body ?? new Uint8Array(),
    ...(row.content_encoding === null ? {} : { contentEncoding: row.content_encoding }),
    ...(row.location === null ? {} : { location: row.location }),
  };
}

/** A view where the bytes are aligned, else a copy. */
function floatsOf(bytes: Uint8Array): Float32Array {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return new Float32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 4);
}
