import { BadMessage } from './bad-message.ts';
import type { BodyReader } from './body-reader.ts';

/** What is told of one message, in this order. */
export interface MessageEvents {
  /** @returns how its body is read */
  head(bytes: Buffer): BodyReader;
  /** A part of the body as it came: with the framing of chunks. */
  wire(part: Buffer): void;
  /** What of that is content. */
  payload(part: Buffer): void;
  /** It is whole. */
  end(): void;
}

const maximumHeadBytes = 16 * 1024;
const nothing = Buffer.alloc(0);

/** Cuts the bytes of a connection into messages. A head and its body mostly come together, and are then not copied. */
export class MessageReader {
  readonly #events: MessageEvents;
  #unread: Buffer = nothing;
  #body: BodyReader | undefined;

  constructor(events: MessageEvents) {
    this.#events = events;
  }

  /**
   * Reads on, at most to the end of the present message.
   *
   * @returns what follows it
   * @throws {BadMessage}
   */
  push(bytes: Buffer): Buffer {
    let from = 0;
    let unread = bytes;
    if (this.#body === undefined) {
      const known = this.#unread.length;
      if (known > 0) unread = Buffer.concat([this.#unread, bytes]);
      const blank = unread.indexOf('\r\n\r\n', Math.max(0, known - 3), 'latin1');
      if ((blank < 0 ? unread.length : blank) > maximumHeadBytes)
        throw new BadMessage('its head is longer than 16 KiB');
      this.#unread = blank < 0 ? unread : nothing;
      if (blank < 0) return nothing;
      from = blank + 4;
      this.#body = this.#events.head(unread.subarray(0, from));
    }
    const to = this.#body.take(unread, from, (part) => this.#events.payload(part));
    if (to > from) this.#events.wire(unread.subarray(from, to));
    if (!this.#body.whole) return nothing;
    this.#body = undefined;
    this.#events.end();
    return unread.subarray(to);
  }

  /** The connection ended: true if that was the end of the message, too. */
  endWithConnection(): boolean {
    if (!this.#body?.endsWithConnection) return false;
    this.#body = undefined;
    this.#events.end();
    return true;
  }
}
