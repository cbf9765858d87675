import { setTimeout as pause } from 'node:timers/promises';
import type { AssayError } from '../../assay-error.ts';
import type { ObservationBlock } from '../../contract/observation-block.ts';
import type { Exchange } from '../../history/exchange.ts';
import type { Journal } from '../../history/journal.ts';
import type { Answerer } from '../../history/run-event.ts';
import type { HttpClient } from '../../protocols/http.ts';
import type { EncodedRequest, Protocol } from '../../protocols/protocol.ts';
import { Delivered } from '../delivered.ts';
import type { Ledger } from '../ledger.ts';
import { type ToldRow, tells } from './marked-policy.ts';

/** A connection that got no answer, but a refusal or nothing, does not ask again at once: it would get thousands more. */
const withoutAnAnswer = 10; // milliseconds
const restWhileWatching = 4; // milliseconds

export interface SteadyLoadOptions {
  /** Each with one connection of its own. */
  readonly clients: readonly HttpClient[];
  readonly rows: readonly ToldRow[];
  readonly protocol: Protocol;
  readonly ledger: Pick<Ledger, 'enterApart'>;
  readonly journal: Pick<Journal, 'exchange'>;
  readonly clock: () => number;
  /** Why the endpoint is not there any more. */
  readonly failed: () => AssayError | undefined;
}

interface Answered {
  readonly connection: number;
  readonly by: Answerer | undefined;
  readonly sentAt: number;
  /** It is an action that the own policy does not give to this row. */
  readonly isOthers: boolean;
}

/**
 * One request in flight on every connection, the next as soon as it is answered (and a moment later, where it is not), until the scope ends that holds it. What
 * comes back is recorded.
 */
export class SteadyLoad implements AsyncDisposable {
  readonly #options: SteadyLoadOptions;
  readonly #listeners = new Set<(answered: Answered) => void>();
  /** What was answered, as counters should tell of it. */
  readonly delivered = new Delivered();
  /** Of each row and whoever answered it, the exchange that stands in the history in full: others are much like it. */
  readonly #recorded = new Map<ToldRow, Map<Answerer | undefined, Exchange>>();
  readonly #lanes: Promise<unknown>;
  #stopping = false;
  /** Milliseconds from an answer to the next request on its connection. */
  #rest = 0;
  #next = 0;

  constructor(options: SteadyLoadOptions) {
    this.#options = options;
    const requests = options.rows.map((row) => ({ row, request: encoded(row, options.protocol) }));
    this.#lanes = Promise.all(options.clients.map((client, connection) => this.#lane(client, connection, requests)));
  }

  /**
   * Resolves when every connection was answered so often by this policy, to requests that were made from now on; a row that
   * both decide alike tells of none.
   *
   * @param within - milliseconds
   * @returns whether that was in time
   */
  async answeredBy(
    policy: Answerer,
    { times = 1, within, signal }: { times?: number; within: number; signal: AbortSignal },
  ): Promise<boolean> {
    const { clients, clock } = this.#options;
    const since = clock();
    const missing = new Array<number>(clients.length).fill(times);
    return await this.#until({ within, signal }, ({ connection, by, sentAt }) => {
      if (by === policy && sentAt >= since) missing[connection]! -= 1;
      return missing.every((count) => count <= 0);
    });
  }

  /** Resolves when so many requests were answered from now on, whatever the answers are, or the time is over. */
  async answered(times: number, until: { within: number; signal: AbortSignal }): Promise<boolean> {
    let left = times;
    return await this.#until(until, () => {
      left -= 1;
      return left <= 0;
    });
  }

  /** Whether something else than the own policy decides any of the rows, when every row was asked about from now on. */
  async isDecidedByOthers(until: { within: number; signal: AbortSignal }): Promise<boolean> {
    let others = false;
    const listener = ({ isOthers }: Answered) => {
      others ||= isOthers;
    };
    this.#listeners.add(listener);
    try {
      await this.everyRow(until);
    } finally {
      this.#listeners.delete(listener);
    }
    return others;
  }

  /** Lets time pass in which nothing is to change: every connection goes on, but need not be busy for it. */
  async watch(until: { within: number; signal: AbortSignal }): Promise<void> {
    this.#rest = restWhileWatching;
    try {
      await this.#until(until, () => false);
    } finally {
      this.#rest = 0;
    }
  }

  /** Resolves when every row was asked about and answered from now on, or the time is over. */
  async everyRow(until: { within: number; signal: AbortSignal }): Promise<boolean> {
    const { rows, clients } = this.#options;
    // What is in flight already was asked before.
    return await this.answered(rows.length + clients.length, until);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping = true;
    await this.#lanes;
  }

  #record(exchange: Exchange, row: ToldRow, by: Answerer | undefined): void {
    const ofRow = this.#recorded.get(row) ?? new Map<Answerer | undefined, Exchange>();
    const base = ofRow.get(by);
    this.#options.journal.exchange(exchange, base);
    if (!base) this.#recorded.set(row, ofRow.set(by, exchange));
  }

  async #until(
    { within, signal }: { within: number; signal: AbortSignal },
    isReached: (answered: Answered) => boolean,
  ): Promise<boolean> {
    const over = new AbortController();
    let reached = false;
    const listener = (answered: Answered) => {
      if (!isReached(answered)) return;
      reached = true;
      over.abort();
    };
    this.#listeners.add(listener);
    try {
      await pause(within, undefined, { signal: AbortSignal.any([signal, over.signal]) });
    } catch {
      signal.throwIfAborted();
    } finally {
      this.#listeners.delete(listener);
    }
    const gone = this.#options.failed();
    if (gone) throw gone;
    return reached;
  }

  async #lane(client: HttpClient, connection: number, requests: readonly Asked[]): Promise<void> {
    const { protocol, ledger, failed } = this.#options;
    while (!this.#stopping && !failed()) {
      const { row, request } = requests[this.#next % requests.length]!;
      this.#next += 1;
      const id = ledger.enterApart(1);
      const { outcome, sentAt, endedAt } = await client.send(request);
      const exchange: Exchange = {
        id,
        phase: 'swapped',
        subject: connection,
        note: '',
        rows: 1,
        observation: row.observation,
        expected: row.expected,
        request: null,
        scheduledAt: sentAt,
        sentAt,
        endedAt,
        retries: 0,
        outcome,
      };
      this.delivered.see(outcome, 1);
      const reply = protocol.decode(outcome, 1);
      const action = reply.kind === 'answered' ? reply.rows[0]?.action : undefined;
      const by = whoDecides(row, action);
      this.#record(exchange, row, by);
      const isOthers = action !== undefined && action !== row.actions.own;
      for (const listener of this.#listeners) listener({ connection, by, isOthers, sentAt });
      const rest = reply.kind === 'answered' ? this.#rest : withoutAnAnswer;
      if (rest > 0) await pause(rest);
    }
  }
}

interface Asked {
  readonly row: ToldRow;
  readonly request: EncodedRequest;
}

function encoded({ observation }: ToldRow, protocol: Protocol): EncodedRequest {
  const block: ObservationBlock = { rows: 1, width: observation.length, values: observation };
  const request = protocol.encode(block);
  return { ...request, body: Buffer.from(request.body) };
}

function whoDecides(row: ToldRow, action: number | undefined): Answerer | undefined {
  if (!tells(row)) return undefined;
  if (action === row.actions.own) return 'own';
  return action === row.actions.marked ? 'marked' : undefined;
}
