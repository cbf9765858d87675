import type { DatabaseSync } from 'node:sqlite';
import type { DecisionPhase, DrivenDecision } from './decision.ts';
import type { DecisionHistory, DecisionMessage, RecordedDecision } from './history.ts';
import type { Link, Message } from './message.ts';
import { type PairedCall, pairCalls, type SeenCall, type StartedDecision } from './pairing.ts';
import { floatsOf, type OutcomeColumns, outcomeOf } from './recorded-outcome.ts';

/**
 * An application may flood: of what belongs to one decision, and of what belongs to none, so many calls of each sort are read,
 * and none hides another.
 */
const mostCallsRead = 1_000;

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

interface CallRow extends SeenCall {
  readonly id: number;
  readonly method: string;
}

type PairedCalls = ReadonlyMap<number | undefined, readonly PairedCall<CallRow>[]>;

/** Reads from a history what an application was brought to decide on, and what passed between it and others meanwhile. */
export class RecordedDecisions implements DecisionHistory {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  *decisions(phases: readonly DecisionPhase[]): Iterable<RecordedDecision> {
    const { starts, calls, paired } = this.#paired();
    const lastCall = calls.findLast(({ link }) => link !== 'application')?.startedAt ?? Number.NEGATIVE_INFINITY;
    const rows = this.#database.prepare(
      `SELECT decision.*, (SELECT attempt FROM decision AS next WHERE next.id > decision.id ORDER BY id LIMIT 1) AS next_attempt
       FROM decision WHERE phase IN (${phases.map(() => '?').join(', ')}) ORDER BY id`,
    );
    for (const each of rows.iterate(...phases)) {
      const row = each as unknown as DecisionRow & { next_attempt: number | null };
      const until = starts[starts.findIndex(({ id }) => id === row.id) + 1]?.startedAt ?? Number.MAX_VALUE;
      yield {
        driven: decisionOf(row),
        askedAgain: (row.next_attempt ?? 1) > 1,
        until,
        wentOn: lastCall >= until,
        messages: this.#messages(paired.get(row.id) ?? []),
      };
    }
  }

  *strayMessages(): Iterable<DecisionMessage> {
    const stray = this.#paired().paired.get(undefined) ?? [];
    yield* this.#messages(stray.filter(({ call }) => call.link === 'exchange'));
  }

  /** When each decision began, and last when all were over; and the calls of each. */
  #paired(): { starts: readonly StartedDecision[]; calls: readonly CallRow[]; paired: PairedCalls } {
    const decisions = this.#database.prepare('SELECT id, started_at AS startedAt FROM decision ORDER BY id').all();
    const starts = [...(decisions as unknown as StartedDecision[]), ...this.#endOfDrive()];
    const calls = this.#database
      .prepare(
        'SELECT id, link, method, request_id AS requestId, started_at AS startedAt FROM message ORDER BY started_at, id',
      )
      .all() as unknown as CallRow[];
    return { starts, calls, paired: pairCalls(starts, calls) };
  }

  /** When the application was not brought to decide any more, where that was told. */
  #endOfDrive(): StartedDecision[] {
    const end = this.#database
      .prepare(
        `SELECT max(json_extract(detail, '$.endedAt')) AS at, (SELECT max(started_at) FROM decision) AS last
         FROM event WHERE kind = 'driven'`,
      )
      .get() as { at: number | null; last: number | null };
    return end.at === null || end.at < (end.last ?? 0) ? [] : [{ id: undefined, startedAt: end.at }];
  }

  #messages(calls: readonly PairedCall<CallRow>[]): DecisionMessage[] {
    const statement = this.#database.prepare('SELECT * FROM message WHERE id = ?');
    return firstOfEachSort(calls).map(({ call, by, latest: during = null }) => {
      return { ...messageOf(statement.get(call.id) as unknown as MessageRow), by, during };
    });
  }
}

function firstOfEachSort(calls: readonly PairedCall<CallRow>[]): readonly PairedCall<CallRow>[] {
  const read = new Map<string, number>();
  return calls.filter(({ call: { link, method } }) => {
    const nth = (read.get(`${link} ${method}`) ?? 0) + 1;
    read.set(`${link} ${method}`, nth);
    return nth <= mostCallsRead;
  });
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
