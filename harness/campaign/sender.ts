import { setTimeout as delay } from 'node:timers/promises';
import type { AssayError } from '../assay-error.ts';
import type { Outcome } from '../history/exchange.ts';
import type { Journal } from '../history/journal.ts';
import type { HttpClient, Sent } from '../protocols/http.ts';
import type { Protocol } from '../protocols/protocol.ts';
import { ahead } from './ahead.ts';
import { type Call, type Calls, isBlock } from './call.ts';
import { CallQueue } from './call-queue.ts';
import { CampaignError } from './campaign-error.ts';
import { Delivered } from './delivered.ts';
import type { Ledger } from './ledger.ts';
import { type PauseFor, sendPersistently, whileBusy } from './send-persistently.ts';
import { SilenceWatch } from './silence-watch.ts';

/** In an open loop, requests in flight beyond which the endpoint is taken to have stopped. */
const mostInFlight = 1_024;
const millisecondsPerSecond = 1_000;

const noValues = new Float32Array();

export interface SenderOptions {
  readonly client: HttpClient;
  readonly protocol: Protocol;
  readonly ledger: Ledger;
  readonly journal: Pick<Journal, 'exchange'>;
  /** Milliseconds since the run began. */
  readonly clock: () => number;
  /** Statuses that mean "ask again later". */
  readonly busy: readonly number[];
  /** Why the endpoint is not there any more. */
  readonly failed: () => AssayError | undefined;
  readonly signal: AbortSignal;
  readonly sent?: (call: Call) => void;
}

/** Sends calls and records what became of each. Ids follow the order in which requests are made. */
export class Sender {
  readonly delivered = new Delivered();
  readonly #options: SenderOptions;
  readonly #silence: SilenceWatch;
  readonly #whileBusy: PauseFor;

  constructor(options: SenderOptions) {
    this.#options = options;
    this.#silence = new SilenceWatch(options.busy);
    this.#whileBusy = whileBusy(options.busy);
  }

  /**
   * Closed loop: as soon as one request ends, the next is made.
   *
   * @param inFlight - requests at once; 1 sends them one after the other
   * @throws {CampaignError} ENDPOINT_SILENT, or what `failed` says
   */
  async closedLoop(calls: Calls, inFlight: number): Promise<void> {
    const blocks = ahead(calls);
    const queue = new CallQueue(blocks);
    const lane = async () => {
      do {
        // Taken and sent without a wait between the two: ids follow the order of the calls.
        for (let call = queue.take(); call; call = queue.take()) await this.#send(call, this.#options.clock());
      } while (await queue.refilled());
    };
    try {
      await settledAll(Array.from({ length: inFlight }, lane), () => queue.close());
    } finally {
      await blocks.return(undefined);
    }
  }

  /**
   * Open loop: a request is made when it is due, whatever became of those before it. Its time counts from when it was
   * due; what made it late is this machine, not the endpoint, and is told apart.
   *
   * @param late - told of every request how many milliseconds after it was due it was made
   * @throws {CampaignError} ENDPOINT_SILENT, ENDPOINT_STALLED, or what `failed` says
   */
  async openLoop(calls: Calls, { rate, late }: { rate: number; late: (milliseconds: number) => void }): Promise<void> {
    const { clock } = this.#options;
    const begin = clock();
    const flying = new Set<Promise<void>>();
    let failure: { error: unknown } | undefined;
    const fail = (error: unknown) => {
      failure ??= { error };
    };
    let number = 0;
    try {
      for await (const call of each(ahead(calls))) {
        const due = begin + (millisecondsPerSecond * number) / rate;
        number += 1;
        const early = due - clock();
        if (early > 0) await this.#pause(early);
        if (flying.size >= mostInFlight) fail(stalled(flying.size));
        if (failure) break;
        late(Math.max(0, clock() - due));
        const flight = this.#send(call, due)
          .then(() => {}, fail)
          .finally(() => flying.delete(flight));
        flying.add(flight);
      }
    } finally {
      await Promise.all(flying);
    }
    if (failure) throw failure.error;
  }

  /**
   * One call, sent again as long as there is a reason to.
   *
   * @param pauseFor - by what came back, milliseconds until it is sent again; undefined where it is not
   * @returns what came last, and how long after the first it was sent
   * @throws {CampaignError} ENDPOINT_SILENT, or what `failed` says
   */
  async again(call: Call, pauseFor: PauseFor): Promise<{ readonly outcome: Outcome; readonly milliseconds: number }> {
    const begin = this.#options.clock();
    const { outcome, sentAt } = await this.#send(call, begin, pauseFor);
    return { outcome, milliseconds: sentAt - begin };
  }

  async #send(call: Call, scheduledAt: number, pauseFor: PauseFor = this.#whileBusy): Promise<Sent> {
    const { client, protocol, ledger, journal, clock } = this.#options;
    this.#requireEndpoint();
    const block = isBlock(call.content) ? call.content : undefined;
    const encoded = isBlock(call.content) ? protocol.encode(call.content) : call.content;
    // As bytes at once: they are digested, sent, and sometimes recorded.
    const body = Buffer.from(encoded.body);
    const request = { ...encoded, body };
    const id = ledger.enter(request, block?.rows ?? 0);
    const { sent, retries } = await sendPersistently(() => client.send(request, { last: block === undefined }), {
      pauseFor,
      pause: async (milliseconds) => {
        await this.#pause(milliseconds);
        this.#requireEndpoint();
      },
    });
    const { outcome } = sent;
    journal.exchange({
      id,
      phase: call.phase,
      subject: call.subject,
      note: call.note,
      rows: block?.rows ?? 0,
      observation: block?.values ?? noValues,
      expected: call.expected,
      request: block ? null : body,
      scheduledAt,
      sentAt: sent.sentAt,
      endedAt: sent.endedAt,
      retries,
      outcome,
    });
    this.delivered.see(outcome, block?.rows ?? 0);
    if (block) this.#silence.see(outcome, { scheduledAt, retries, now: clock() });
    this.#options.sent?.(call);
    return sent;
  }

  async #pause(milliseconds: number): Promise<void> {
    const { signal } = this.#options;
    try {
      await delay(milliseconds, undefined, { signal });
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    }
  }

  #requireEndpoint(): void {
    this.#options.signal.throwIfAborted();
    const failure = this.#options.failed();
    if (failure) throw failure;
  }
}

async function* each(blocks: Calls): AsyncGenerator<Call> {
  for await (const block of blocks) yield* block;
}

function stalled(inFlight: number): CampaignError {
  return new CampaignError('ENDPOINT_STALLED', {
    problem: `${inFlight} requests are in flight at once: the endpoint does not keep up with the stated rate at all`,
    remedy: 'lower budgets.rate in the contract, or look at what the endpoint waits for',
  });
}

/** Waits for all, closes at the first failure, and then throws it: nothing is left in flight. */
async function settledAll(lanes: readonly Promise<void>[], close: () => void): Promise<void> {
  const outcomes = await Promise.allSettled(
    lanes.map((lane) =>
      lane.catch((error: unknown) => {
        close();
        throw error;
      }),
    ),
  );
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed) throw failed.reason;
}
