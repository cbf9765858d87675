import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { DecisionPhase } from './decision.ts';
import type { Exchange, LogLine } from './exchange.ts';
import type { DecisionHistory, DecisionMessage, ExchangeFilter, History, RecordedDecision } from './history.ts';
import { HistoryError } from './history-error.ts';
import type { Phase } from './phase.ts';
import { RecordedDecisions } from './recorded-decisions.ts';
import { floatsOf, type OutcomeColumns, outcomeOf } from './recorded-outcome.ts';
import type { FactKind, FactsOf } from './run-event.ts';
import { schemaVersion, tables } from './schema.ts';
import { joined } from './shared-ends.ts';

interface ExchangeRow extends OutcomeColumns {
  id: number;
  phase: Phase;
  subject: number;
  note: string;
  rows: number;
  head: number;
  tail: number;
  observation: Uint8Array | null;
  expected: Uint8Array | null;
  base_observation: Uint8Array | null;
  base_expected: Uint8Array | null;
  base_body: Uint8Array | null;
  request: Uint8Array | null;
  scheduled_at: number;
  sent_at: number;
  ended_at: number;
  retries: number;
}

/** Each with what it may have in common with an earlier one: see the schema. */
const selectExchanges = `
  SELECT exchange.*, earlier.observation AS base_observation, earlier.expected AS base_expected, earlier.body AS base_body
  FROM exchange LEFT JOIN exchange AS earlier ON earlier.id = exchange.base`;

/** Reads a history from its file: one that is finished, one that is being written, or one that a kill cut off. */
export class RecordedHistory implements History, DecisionHistory, Disposable {
  readonly #database: DatabaseSync;
  readonly #decisions: RecordedDecisions;

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
    this.#decisions = new RecordedDecisions(this.#database);
  }

  *exchanges({ phases, from, to }: ExchangeFilter = {}): Iterable<Exchange> {
    const conditions: string[] = [];
    const values: (string | number)[] = [];
    if (phases) {
      conditions.push(`exchange.phase IN (${phases.map(() => '?').join(', ')})`);
      values.push(...phases);
    }
    if (from !== undefined) {
      conditions.push('exchange.id >= ?');
      values.push(from);
    }
    if (to !== undefined) {
      conditions.push('exchange.id <= ?');
      values.push(to);
    }
    const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
    const rows = this.#database.prepare(`${selectExchanges} ${where} ORDER BY exchange.id`).iterate(...values);
    for (const row of rows) yield exchangeOf(row as unknown as ExchangeRow);
  }

  decisions(phases: readonly DecisionPhase[]): Iterable<RecordedDecision> {
    return this.#decisions.decisions(phases);
  }

  strayMessages(): Iterable<DecisionMessage> {
    return this.#decisions.strayMessages();
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

const nothing = new Uint8Array();

function wholeBody({ body, base_body, ...ends }: ExchangeRow): Uint8Array | null {
  return body && base_body ? joined(base_body, ends, body) : body;
}

function exchangeOf(row: ExchangeRow): Exchange {
  return {
    id: row.id,
    phase: row.phase,
    subject: row.subject,
    note: row.note,
    rows: row.rows,
    observation: floatsOf(row.observation ?? row.base_observation ?? nothing),
    expected: floatsOf(row.expected ?? row.base_expected ?? nothing),
    request: row.request,
    scheduledAt: row.scheduled_at,
    sentAt: row.sent_at,
    endedAt: row.ended_at,
    retries: row.retries,
    outcome: outcomeOf({ ...row, body: wholeBody(row) }),
  };
}
