import { type Dispatcher, errors, Pool } from 'undici';
import type { Redactor } from '../contract/redactor.ts';
import type { Outcome } from '../history/exchange.ts';
import { lost } from './http-loss.ts';
import type { EncodedRequest } from './protocol.ts';
import { ProtocolError } from './protocol-error.ts';
import { redactedOutcome } from './redacted-outcome.ts';

export interface HttpOptions {
  /** Connections, and so requests in flight; what is beyond waits for one to become free. */
  readonly connections: number;
  /** Milliseconds from `send` to the last byte of the reply, waiting and connecting included. */
  readonly deadlineMs: number;
  /** Largest body that is read; 1 MiB if not given. */
  readonly maximumBytes?: number;
  /** Sent with every request; a request's own go before them. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What it takes out of every outcome, nobody sees; without it, outcomes are as they came. */
  readonly redactor?: Redactor | undefined;
  /** Milliseconds, from any origin; `performance.now` if not given. */
  readonly clock?: () => number;
}

export interface Sent {
  readonly outcome: Outcome;
  /** When the request was given to its connection; where it never was, when `send` was called. */
  readonly sentAt: number;
  readonly endedAt: number;
}

export interface HttpClient {
  /**
   * Resolves with whatever the endpoint makes of the request.
   *
   * @param how.last - closes the connection behind the request, and says so: for what is to be refused, since servers
   * close such a connection without a word, and the next request would be lost on it. (By gRPC, nothing is closed.)
   * @throws {ProtocolError} REQUEST_CANNOT_BE_SENT, if the request is no HTTP: nothing was sent then
   */
  send(request: EncodedRequest, how?: { readonly last?: boolean }): Promise<Sent>;
  /** Cuts every connection; what is in flight is lost. */
  close(): Promise<void>;
}

const mebibyte = 1 << 20;
const maximumHeaderBytes = 16 * 1024;

/**
 * A connection that nobody used for this long is not used again.
 *
 * A server may close an idle connection just when a request is on its way, and a POST that is lost so may or may not
 * have been carried out. So the client lets go first: well before the idle limit of the servers in use (gunicorn 2 s;
 * Node, uvicorn and Apache 5 s), and a second before a limit that the server states in `Keep-Alive: timeout=`. A close
 * that has already arrived is seen before the next request is written, since undici reads an idle socket first. What is
 * left are servers that close sooner, unannounced: such a loss is reported, with the words that its connection had
 * answered before, and is not papered over by sending the request again.
 */
const idleMs = 500;
const beforeStatedLimitMs = 1_000;

/**
 * Speaks HTTP/1.1 with an endpoint that may do anything: bounded in time, in header and in body; no redirects, no
 * decompression, no pipelining, and no request is ever sent twice. (undici requeues only what it had not begun to write;
 * with one request a connection, whatever was begun fails with its connection.)
 *
 * @param base - `http://host:port`, with a path if every route stands below it
 */
export function openHttp(base: string | URL, options: HttpOptions): HttpClient {
  const { connections, deadlineMs, maximumBytes = mebibyte, headers = {}, redactor } = options;
  const { clock = () => performance.now() } = options;
  const url = new URL(base);
  const prefix = url.pathname.replace(/\/$/, '');
  const pool = new Pool(url.origin, {
    connections,
    pipelining: 1,
    allowH2: false,
    connectTimeout: deadlineMs,
    // The deadline of the whole request stands above these; a slow drip would defeat them anyway.
    headersTimeout: 0,
    bodyTimeout: 0,
    maxHeaderSize: maximumHeaderBytes,
    maxResponseSize: maximumBytes,
    keepAliveTimeout: idleMs,
    keepAliveMaxTimeout: idleMs,
    keepAliveTimeoutThreshold: beforeStatedLimitMs,
  });

  return {
    send: (request, { last = false } = {}) =>
      new Promise((resolve, reject) => {
        const attempt = new Attempt({ deadlineMs, redactor, clock, resolve, reject });
        const { method, path, body } = request;
        const allHeaders = { 'accept-encoding': 'identity', ...headers, ...request.headers };
        pool.dispatch({ method, path: prefix + path, headers: allHeaders, body, reset: last }, attempt);
      }),
    close: () => pool.destroy(),
  };
}

interface AttemptOptions {
  readonly deadlineMs: number;
  readonly redactor: Redactor | undefined;
  readonly clock: () => number;
  readonly resolve: (sent: Sent) => void;
  readonly reject: (error: ProtocolError) => void;
}

type Head = Omit<Extract<Outcome, { kind: 'reply' }>, 'body'>;

/** One request on its way. It ends once: what arrives afterwards is ignored. */
class Attempt implements Dispatcher.DispatchHandler {
  readonly #options: AttemptOptions;
  /** Timers of one duration share a list in Node: a third of what an `AbortSignal.timeout` costs. */
  readonly #timer: NodeJS.Timeout;
  readonly #chunks: Uint8Array[] = [];
  #controller: Dispatcher.DispatchController | undefined;
  #head: Head | undefined;
  #sentAt: number;
  #begun = false;
  #ended = false;

  constructor(options: AttemptOptions) {
    this.#options = options;
    this.#sentAt = options.clock();
    // A reply that arrived while this thread was busy is read before the deadline is judged.
    this.#timer = setTimeout(() => setImmediate(() => this.#expire()), options.deadlineMs);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Throwing takes the request out of the queue and, unlike an abort, leaves its connection to the next one.
    if (this.#ended) throw new Error('the deadline passed before the request was sent');
    this.#controller = controller;
    this.#sentAt = this.#options.clock();
  }

  onResponseStarted(): void {
    this.#begun = true;
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: Headers): void {
    if (status < 200) return;
    const contentEncoding = only(headers['content-encoding']);
    const location = only(headers.location);
    this.#head = {
      kind: 'reply',
      status,
      contentType: only(headers['content-type']) ?? '',
      ...(contentEncoding === undefined ? {} : { contentEncoding }),
      ...(location === undefined ? {} : { location }),
    };
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    if (this.#head) this.#end({ ...this.#head, body: joined(this.#chunks) });
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    if (error instanceof errors.InvalidArgumentError) {
      this.#refuse(error);
      return;
    }
    const outcome = lost(error, { begun: this.#begun, head: this.#head !== undefined });
    // Servers that cut the connection behind an error have said it by the status, whatever came of its words.
    const isSaid = outcome.reason === 'connection' && this.#head !== undefined && this.#head.status >= 400;
    this.#end(isSaid && this.#head ? { ...this.#head, body: joined(this.#chunks) } : outcome);
  }

  #expire(): void {
    if (this.#ended) return;
    const { deadlineMs } = this.#options;
    const waitingFor = this.#head ? 'the body was not whole' : this.#controller ? 'no reply' : 'no connection was free';
    this.#end({ kind: 'lost', reason: 'deadline', message: `${waitingFor} within ${deadlineMs} ms` });
    this.#controller?.abort(new Error('deadline'));
  }

  #end(outcome: Outcome): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#timer);
    const endedAt = this.#options.clock();
    const { redactor, resolve } = this.#options;
    resolve({ outcome: redactor ? redactedOutcome(outcome, redactor) : outcome, sentAt: this.#sentAt, endedAt });
  }

  #refuse(error: Error): void {
    this.#ended = true;
    clearTimeout(this.#timer);
    this.#options.reject(
      new ProtocolError('REQUEST_CANNOT_BE_SENT', {
        problem: `the request is no HTTP: ${error.message}`,
        remedy: 'look at the paths and headers of the stack file',
        cause: error,
      }),
    );
  }
}

type Headers = Parameters<NonNullable<Dispatcher.DispatchHandler['onResponseStart']>>[2];

function only(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(', ') : value;
}

/** A copy: the chunks are views on receive buffers of 64 KiB, which a recorded reply must not keep alive. */
function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const body = new Uint8Array(chunks.reduce((total, { length }) => total + length, 0));
  let offset = 0;
  for (const chunk of chunks) {
    body.set(chunk, offset);
    offset += chunk.length;
  }
  return body;
}
