import type { Socket } from 'node:net';
import { ArrivingRequest, TooLong } from './arriving-request.ts';
import { EndpointConnection } from './endpoint-connection.ts';
import type { Did, Gone, TapRecord } from './tap-record.ts';
import { type CallEnd, type TapParts, TappedCall } from './tapped-call.ts';
import { BadMessage } from './wire/bad-message.ts';
import type { BodyReader } from './wire/body-reader.ts';
import { type ForwardTo, writtenReply } from './wire/forwarded-head.ts';
import { parseRequestHead } from './wire/http-head.ts';
import { MessageReader } from './wire/message-reader.ts';

/** What all connections of a tap share. */
export interface ConnectionParts extends TapParts {
  readonly connect: () => Socket;
  readonly to: ForwardTo;
  /** The number of the next call. */
  readonly nextId: () => number;
}

/** Of requests that came before the one before them was answered, so much is read, and no more. */
const maximumHeldBytes = 64 * 1024;
const nothing = Buffer.alloc(0);

/** One connection of the application: its calls, one after the other. */
export class TappedConnection {
  readonly #parts: ConnectionParts;
  readonly #caller: Socket;
  readonly #endpoint: EndpointConnection;
  readonly #reader: MessageReader;
  #arriving: ArrivingRequest | undefined;
  #call: TappedCall | undefined;
  /** What came while a call was under way. */
  #held: Buffer = nothing;
  #isReading = false;
  #isEnding = false;
  #endpointWasAskedLast = false;

  constructor(caller: Socket, parts: ConnectionParts) {
    this.#parts = parts;
    this.#caller = caller;
    this.#endpoint = new EndpointConnection(parts.connect, () => this.#endpointLeft());
    this.#reader = new MessageReader({
      head: (bytes) => this.#head(bytes),
      wire: (part) => this.#arriving!.wire(part),
      payload: (part) => this.#arriving!.payload(part),
      end: () => {
        this.#arriving!.isWhole = true;
      },
    });
    caller.setNoDelay(true);
    caller.on('data', (bytes: Buffer) => this.#received(bytes));
    // What went wrong is told by the end of the connection, which follows.
    caller.on('error', () => {});
    caller.on('end', () => this.#left('caller', 'it ended the connection'));
    caller.on('close', () => this.#left('caller', 'it closed the connection'));
  }

  /** Cuts it, whatever is under way. */
  close(): void {
    this.#left('tap', 'the tap was closed');
    this.#caller.destroy();
  }

  #received(bytes: Buffer): void {
    if (this.#isEnding) return;
    if (!this.#call) {
      this.#read(bytes);
      return;
    }
    this.#held = Buffer.concat([this.#held, bytes]);
    if (this.#held.length > maximumHeldBytes) this.#caller.pause();
  }

  #read(bytes: Buffer): void {
    this.#isReading = true;
    let rest = bytes;
    try {
      while (rest.length > 0 && !this.#call && !this.#isEnding) {
        const { nextId, clock, maximumBytes } = this.#parts;
        this.#arriving ??= new ArrivingRequest(nextId(), clock(), maximumBytes);
        rest = this.#reader.push(rest);
        if (this.#arriving.isWhole) this.#begin(this.#arriving);
      }
      this.#held = rest;
    } catch (error) {
      if (error instanceof BadMessage) this.#refuse(400, `the request is no HTTP: ${error.message}`);
      else if (error instanceof TooLong) this.#refuse(413, error.message);
      else throw error;
    }
    this.#isReading = false;
  }

  #head(bytes: Buffer): BodyReader {
    const { body, waits } = this.#arriving!.begin(parseRequestHead(bytes));
    if (waits) this.#caller.write('HTTP/1.1 100 Continue\r\n\r\n');
    return body;
  }

  #begin(arrived: ArrivingRequest): void {
    this.#arriving = undefined;
    const { id, request, arrivedAt, isLast } = arrived;
    const { clock, to } = this.#parts;
    const call = new TappedCall(
      this.#parts,
      { id, request, arrivedAt, receivedAt: clock(), bytes: arrived.forwarded(to) },
      { caller: this.#caller, endpoint: this.#endpoint, ended: (how) => this.#ended(how, isLast) },
    );
    this.#call = call;
    call.start();
  }

  #ended({ last, endpointWasAsked }: CallEnd, isLast: boolean): void {
    this.#call = undefined;
    this.#endpointWasAskedLast = endpointWasAsked;
    if (last || isLast) this.#end();
    else if (!this.#isReading && this.#held.length > 0) {
      this.#caller.resume();
      this.#read(this.#held);
    }
  }

  /** A request that is too long is refused, not passed on: a rule that saw half of it would be chosen by chance. */
  #refuse(status: 400 | 413, reason: string): void {
    const body = Buffer.from(JSON.stringify({ error: `tap: ${reason}` }));
    const headers = ['Content-Type', 'application/json', 'Connection', 'close'];
    this.#caller.write(Buffer.concat([writtenReply(status, headers, body.length), body]));
    this.#recordUnasked({ kind: 'refused', status, reason }, { given: { status, headers, body, cut: false } });
    this.#end();
  }

  /** Nothing more is read: what the caller still sends is let go, so that it sees the reply. */
  #end(): void {
    this.#isEnding = true;
    this.#endpoint.destroy();
    this.#caller.resume();
    this.#caller.end();
  }

  /** As without the tap, an endpoint that ends an idle connection ends the caller's. */
  #endpointLeft(): void {
    const isIdle = !this.#call && !this.#arriving && this.#held.length === 0;
    if (isIdle && this.#endpointWasAskedLast) this.#end();
  }

  #left(who: Gone['who'], reason: string): void {
    const call = this.#call;
    this.#call = undefined;
    this.#isEnding = true;
    if (call) call.abandon(who, reason);
    else if (this.#arriving) {
      this.#recordUnasked({ kind: 'incomplete' }, { gone: { who, reason, at: this.#parts.clock() } });
    }
    this.#endpoint.destroy();
  }

  #recordUnasked(did: Did, { given, gone }: Pick<Partial<TapRecord>, 'given' | 'gone'>): void {
    const { id, request, arrivedAt } = this.#arriving!;
    this.#arriving = undefined;
    const now = this.#parts.clock();
    this.#parts.record({
      id,
      request,
      rule: '',
      did,
      reply: undefined,
      given,
      arrivedAt,
      receivedAt: now,
      askedAt: undefined,
      repliedAt: undefined,
      endedAt: now,
      gone,
    });
  }
}
