import type { TapRequest } from './tap-record.ts';
import { BadMessage } from './wire/bad-message.ts';
import { type BodyReader, bodyReader } from './wire/body-reader.ts';
import { BoundedBytes } from './wire/bounded-bytes.ts';
import { type ForwardTo, forwardedRequest } from './wire/forwarded-head.ts';
import { endsConnection, type RequestHead, valuesOf } from './wire/http-head.ts';

/** The request is longer than the tap takes. */
export class TooLong extends Error {
  constructor(maximumBytes: number) {
    super(`the body of the request is longer than the ${maximumBytes} bytes that the tap takes`);
  }
}

/** Framing of chunks that a body may have beside its content. */
export const framingBytes = 64 * 1024;

/** A request of which not all has come. */
export class ArrivingRequest {
  readonly id: number;
  readonly arrivedAt: number;
  isWhole = false;
  readonly #maximumBytes: number;
  readonly #content: BoundedBytes;
  readonly #wire: BoundedBytes;
  #head: RequestHead | undefined;

  constructor(id: number, arrivedAt: number, maximumBytes: number) {
    this.id = id;
    this.arrivedAt = arrivedAt;
    this.#maximumBytes = maximumBytes;
    this.#content = new BoundedBytes(maximumBytes);
    this.#wire = new BoundedBytes(maximumBytes + framingBytes);
  }

  /**
   * @returns how its body is read, and whether the caller sends it only when told to
   * @throws {BadMessage | TooLong}
   */
  begin(head: RequestHead): { readonly body: BodyReader; readonly waits: boolean } {
    this.#head = head;
    if (!head.path.startsWith('/')) throw new BadMessage(`it asks for ${head.path}, not for a path`);
    const body = bodyReader(head.headers, 'empty');
    const [length = 0] = valuesOf(head.headers, 'content-length');
    if (Number(length) > this.#maximumBytes) throw new TooLong(this.#maximumBytes);
    return { body, waits: !body.whole && valuesOf(head.headers, 'expect').join().toLowerCase() === '100-continue' };
  }

  /** @throws {TooLong} */
  payload(part: Buffer): void {
    this.#take(this.#content, part);
  }

  /** @throws {TooLong} */
  wire(part: Buffer): void {
    this.#take(this.#wire, part);
  }

  /** The connection ends with this request. */
  get isLast(): boolean {
    return this.#head !== undefined && endsConnection(this.#head);
  }

  /** What of it has come. */
  get request(): TapRequest {
    const { method = '', path = '', headers = [] } = this.#head ?? {};
    return { method, path, headers, body: this.#content.bytes(), cut: this.#content.cut };
  }

  /** All of it, as the endpoint is to get it. */
  forwarded(to: ForwardTo): Buffer {
    const head = this.#head ? forwardedRequest(this.#head, to) : '';
    const body = this.#wire.bytes();
    const bytes = Buffer.allocUnsafe(head.length + body.length);
    bytes.write(head, 'latin1');
    bytes.set(body, head.length);
    return bytes;
  }

  #take(into: BoundedBytes, part: Buffer): void {
    into.add(part);
    if (into.cut) throw new TooLong(this.#maximumBytes);
  }
}
