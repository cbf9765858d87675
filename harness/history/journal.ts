import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { DrivenDecision } from './decision.ts';
import type { Exchange, LogLine, Outcome } from './exchange.ts';
import { HistoryError } from './history-error.ts';
import type { Message } from './message.ts';
import type { RunEvent } from './run-event.ts';
import { schema } from './schema.ts';
import { between, sharedEnds } from './shared-ends.ts';

/** Rows a transaction: at 256 the cost of a commit no longer shows. */
const rowsPerTransaction = 256;
/** Longest time that a row waits for its commit, so that a kill loses little more than what was in flight. */
const commitAfterMilliseconds = 50;

const longestWaitForReaders = 5_000; // milliseconds

/** What SQLite calls a disk that takes no more: 10 an error of input or output, 13 no room. */
const diskErrors: readonly unknown[] = [10, 13];

/** Writes a history while it happens. Rows become durable against a kill of the process within 50 ms, or 256 rows. */
export class Journal implements Disposable {
  readonly #path: string;
  readonly #database: DatabaseSync;
  readonly #exchange: StatementSync;
  readonly #decision: StatementSync;
  readonly #message: StatementSync;
  readonly #log: StatementSync;
  readonly #event: StatementSync;
  #uncommitted = 0;
  #lastDecision = 0;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  readonly #failure = new AbortController();

  /**
   * Aborted when the disk takes no more, with a {@link HistoryError} HISTORY_DISK_FULL as its reason: rows are written from
   * within what cannot throw. What was committed until then is kept, and what comes afterwards is ignored.
   */
  readonly failed: AbortSignal = this.#failure.signal;

  /** @throws {HistoryError} HISTORY_NOT_WRITABLE */
  constructor(path: string) {
    this.#path = path;
    let database: DatabaseSync | undefined;
    try {
      // Somebody may look into the new file just when its journal mode changes.
      database = new DatabaseSync(path, { timeout: longestWaitForReaders });
      database.exec(`BEGIN; ${schema} COMMIT;`);
      // A kill of the process loses nothing that the system holds; the disk is waited for once, when the journal is closed.
      database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;');
      this.#database = database;
    } catch (cause) {
      database?.close();
      throw new HistoryError('HISTORY_NOT_WRITABLE', {
        problem: `the history cannot be written to ${path}: ${(cause as Error).message}`,
        remedy: 'name a new folder on a disk with room for it, with --out',
        cause,
      });
    }
    this.#exchange = this.#database.prepare(`INSERT INTO exchange VALUES (${Array(22).fill('?').join(', ')})`);
    this.#decision = this.#database.prepare(`INSERT INTO decision VALUES (${Array(10).fill('?').join(', ')})`);
    this.#message = this.#database.prepare(`INSERT INTO message VALUES (NULL, ${Array(19).fill('?').join(', ')})`);
    this.#log = this.#database.prepare('INSERT INTO log (source, stream, at, text) VALUES (?, ?, ?, ?)');
    this.#event = this.#database.prepare('INSERT INTO event (at, kind, detail) VALUES (?, ?, ?)');
  }

  /** @param base - an exchange that was recorded in full: what this one has in common with it is not stored again */
  exchange(exchange: Exchange, base?: Exchange): void {
    const { observation, expected, outcome } = exchange;
    const ends =
      base?.outcome.kind === 'reply' && outcome.kind === 'reply'
        ? sharedEnds(outcome.body, base.outcome.body)
        : { head: 0, tail: 0 };
    const stored = outcome.kind === 'reply' ? { ...outcome, body: between(outcome.body, ends) } : outcome;
    this.#write(() =>
      this.#exchange.run(
        exchange.id,
        exchange.phase,
        exchange.subject,
        exchange.note,
        exchange.rows,
        base?.id ?? null,
        ends.head,
        ends.tail,
        bytesUnlike(observation, base?.observation),
        bytesUnlike(expected, base?.expected),
        exchange.request,
        exchange.scheduledAt,
        exchange.sentAt,
        exchange.endedAt,
        exchange.retries,
        ...columnsOf(stored),
      ),
    );
  }

  /** How many decisions were recorded: ids are counted from 1, whoever takes them. */
  get lastDecision(): number {
    return this.#lastDecision;
  }

  decision(decision: DrivenDecision): void {
    this.#lastDecision = decision.id;
    const { id, phase, subject, note, attempt, market, values, features, expected, startedAt } = decision;
    const about = [id, phase, subject, note, attempt, market, JSON.stringify(values, finite)] as const;
    this.#write(() => this.#decision.run(...about, bytesOf(features), bytesOf(expected), startedAt));
  }

  message({ link, startedAt, endedAt, requestId, method, path, request, outcome, replaced, rule }: Message): void {
    const before = replaced?.kind === 'reply' ? replaced : undefined;
    this.#write(() =>
      this.#message.run(
        link,
        startedAt,
        endedAt,
        requestId,
        method,
        path,
        request,
        ...columnsOf(outcome),
        before?.status ?? null,
        before?.contentType ?? null,
        before?.body ?? null,
        rule?.name ?? null,
        rule?.hindrance ?? null,
      ),
    );
  }

  log(line: LogLine): void {
    this.#write(() => this.#log.run(line.source, line.stream, line.at, line.text));
  }

  event(event: RunEvent): void {
    this.#write(() => this.#event.run(event.at, event.facts.kind, JSON.stringify(event.facts, finite)));
  }

  /** Commits what is pending. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#uncommitted = 0;
    this.#onDisk(() => {
      if (this.#database.isTransaction) this.#database.exec('COMMIT');
    });
  }

  /** Leaves one file: the write-ahead log is folded in, by the last who reads if somebody still does. */
  close(): void {
    if (this.#closed) return;
    try {
      this.flush();
      this.#onDisk(() => {
        this.#database.exec('PRAGMA synchronous = FULL; PRAGMA busy_timeout = 0; PRAGMA journal_mode = DELETE');
      });
    } catch (error) {
      if (!isLocked(error)) throw error;
    } finally {
      this.#closed = true;
      this.#database.close();
    }
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #write(insert: () => void): void {
    this.#onDisk(() => {
      if (!this.#database.isTransaction) this.#database.exec('BEGIN');
      insert();
      this.#uncommitted += 1;
    });
    if (this.#uncommitted >= rowsPerTransaction) this.flush();
    else if (this.#uncommitted > 0) this.#timer ??= setTimeout(() => this.flush(), commitAfterMilliseconds);
  }

  #onDisk(act: () => void): void {
    if (this.#closed || this.failed.aborted) return;
    try {
      act();
    } catch (cause) {
      if (!isOfTheDisk(cause)) throw cause;
      const reason = new HistoryError('HISTORY_DISK_FULL', {
        problem: `the history cannot be written to ${this.#path} any more: ${cause.message}`,
        remedy:
          'make room on its disk, or name a folder on another one with --out; what was recorded until then is kept',
        cause,
      });
      this.#failure.abort(reason);
    }
  }
}

/** status, content type, encoding, location, body; and where there is no reply, why. */
function columnsOf(outcome: Outcome) {
  const reply = outcome.kind === 'reply' ? outcome : undefined;
  const lost = outcome.kind === 'lost' ? outcome : undefined;
  return [
    reply?.status ?? null,
    reply?.contentType ?? null,
    reply?.contentEncoding ?? null,
    reply?.location ?? null,
    reply?.body ?? null,
    lost?.reason ?? null,
    lost?.message ?? null,
  ] as const;
}

function bytesOf(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** Null where the other has the same. */
function bytesUnlike(values: Float32Array, other: Float32Array | undefined): Uint8Array | null {
  const bytes = bytesOf(values);
  return other && Buffer.compare(bytes, bytesOf(other)) === 0 ? null : bytes;
}

function isOfTheDisk(error: unknown): error is Error {
  // The lowest byte is the kind of an error, the rest tells more.
  return error instanceof Error && 'errcode' in error && diskErrors.includes(Number(error.errcode) & 0xff);
}

function isLocked(error: unknown): boolean {
  const locked = 5;
  return error instanceof Error && 'errcode' in error && error.errcode === locked;
}

/** JSON turns NaN and infinities into null, which compares as 0: they are kept as the numbers furthest out instead. */
function finite(_key: string, value: unknown): unknown {
  if (typeof value !== 'number' || Number.isFinite(value)) return value;
  return value === Number.NEGATIVE_INFINITY ? -Number.MAX_VALUE : Number.MAX_VALUE;
}
