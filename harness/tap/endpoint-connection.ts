import type { Socket } from 'node:net';
import { BadMessage } from './wire/bad-message.ts';
import { type BodyReader, bodyReader, emptyBody } from './wire/body-reader.ts';
import { endsConnection, parseReplyHead, type ReplyHead } from './wire/http-head.ts';
import { MessageReader } from './wire/message-reader.ts';

/** What is told of the reply to one request: `head`, parts, then `end`; or `gone` at any point, as the last. */
export interface ReplyEvents {
  /** A reply before the reply, such as 103. */
  interim(head: ReplyHead): void;
  head(head: ReplyHead): void;
  /** A part of the body as it came: with the framing of chunks. */
  wire(part: Buffer): void;
  /** What of that is content. */
  payload(part: Buffer): void;
  /** All that has come by now is told, and the reply is not whole. */
  told(): void;
  /** @param last - the endpoint's connection ends with it */
  end(last: boolean): void;
  /** The connection was lost, or brought no HTTP. `how` is how it ended. */
  gone(reason: string, how: 'closed' | 'reset'): void;
}

/**
 * The connection to the endpoint that belongs to one connection of the application: made when the endpoint is first
 * asked, and kept as long as both want.
 */
export class EndpointConnection {
  readonly #connect: () => Socket;
  readonly #whenIdleEnds: () => void;
  #socket: Socket | undefined;
  #events: ReplyEvents | undefined;
  #method = '';
  #ends = false;
  #interim = false;

  /** @param whenIdleEnds - called where the endpoint ends a connection on which nothing is asked */
  constructor(connect: () => Socket, whenIdleEnds: () => void) {
    this.#connect = connect;
    this.#whenIdleEnds = whenIdleEnds;
  }

  /** One at a time. */
  ask(request: Buffer, method: string, events: ReplyEvents): void {
    this.#events = events;
    this.#method = method;
    this.#ends = false;
    this.#socket ??= this.#open();
    this.#socket.write(request);
  }

  /** Stops reading until `resume`, so that what the caller does not take is not held here. */
  pause(): void {
    this.#socket?.pause();
  }

  resume(): void {
    this.#socket?.resume();
  }

  /** Nothing more is told of what was asked. */
  destroy(): void {
    this.#events = undefined;
    this.#socket?.destroy();
    this.#socket = undefined;
  }

  #open(): Socket {
    const socket = this.#connect();
    const reader = new MessageReader({
      head: (bytes) => this.#head(parseReplyHead(bytes)),
      wire: (part) => this.#events?.wire(part),
      payload: (part) => this.#events?.payload(part),
      end: () => this.#end(),
    });
    let problem: Error | undefined;
    const isCurrent = () => this.#socket === socket;
    socket.on('data', (bytes: Buffer) => isCurrent() && this.#read(bytes, reader));
    socket.on('end', () => isCurrent() && this.#ended(reader));
    socket.on('error', (error) => {
      problem = error;
    });
    socket.on('close', () => {
      if (isCurrent()) this.#lose(problem?.message ?? 'it closed the connection', problem ? 'reset' : 'closed');
    });
    return socket;
  }

  #read(bytes: Buffer, reader: MessageReader): void {
    try {
      let rest = bytes;
      while (rest.length > 0 && this.#events) rest = reader.push(rest);
      this.#events?.told();
      if (rest.length > 0 && this.#socket) this.#lose('it sent what nobody asked for', 'reset');
    } catch (error) {
      if (!(error instanceof BadMessage)) throw error;
      this.#lose(`its reply is no HTTP: ${error.message}`, 'reset');
    }
  }

  #head(head: ReplyHead): BodyReader {
    this.#interim = head.status < 200;
    if (head.status === 101) throw new BadMessage('it changes the protocol, which nobody asked for');
    if (this.#interim) {
      this.#events?.interim(head);
      return emptyBody;
    }
    const body = bodyOf(head, this.#method);
    this.#ends = endsConnection(head) || body.endsWithConnection;
    this.#events?.head(head);
    return body;
  }

  #end(): void {
    if (this.#interim) return;
    const events = this.#events;
    this.#events = undefined;
    const last = this.#ends;
    if (last) this.destroy();
    events?.end(last);
  }

  #ended(reader: MessageReader): void {
    if (!reader.endWithConnection()) this.#lose('it ended the connection', 'closed');
  }

  #lose(reason: string, how: 'closed' | 'reset'): void {
    const events = this.#events;
    this.destroy();
    if (events) events.gone(reason, how);
    else this.#whenIdleEnds();
  }
}

function bodyOf({ headers, status }: ReplyHead, method: string): BodyReader {
  if (method === 'HEAD' || status === 204 || status === 304) return emptyBody;
  return bodyReader(headers, 'until-the-end');
}
