import { BadMessage } from './bad-message.ts';
import { ChunkedBody } from './chunked-body.ts';
import { type RawHeaders, valuesOf } from './http-head.ts';

/** Finds the end of one body in the bytes of a connection. */
export interface BodyReader {
  readonly whole: boolean;
  /** Whether the end of the connection is the end of the body. */
  readonly endsWithConnection: boolean;
  /**
   * Passes over what belongs to the body.
   *
   * @param payload - given what is content, without the framing of chunks
   * @returns the position after it
   * @throws {BadMessage}
   */
  take(bytes: Buffer, from: number, payload: (part: Buffer) => void): number;
}

/**
 * Two lengths in one message, by which a proxy and a server could disagree where it ends, are refused.
 *
 * @param unstated - what is meant where neither a length nor chunks are stated
 * @throws {BadMessage}
 */
export function bodyReader(headers: RawHeaders, unstated: 'empty' | 'until-the-end'): BodyReader {
  const codings = valuesOf(headers, 'transfer-encoding');
  const lengths = valuesOf(headers, 'content-length');
  if (codings.length > 0) {
    if (lengths.length > 0) throw new BadMessage('it states a content-length and a transfer-encoding');
    if (codings.join().toLowerCase() !== 'chunked') throw new BadMessage(`its transfer-encoding is ${codings.join()}`);
    return new ChunkedBody();
  }
  if (lengths.length === 0) return unstated === 'empty' ? emptyBody : new BodyUntilTheEnd();
  if (lengths.length > 1 || !/^\d{1,15}$/.test(lengths[0]!)) {
    throw new BadMessage(`its content-length is ${lengths.join(', ')}`);
  }
  return new BodyOfLength(Number(lengths[0]));
}

export const emptyBody: BodyReader = { whole: true, endsWithConnection: false, take: (_bytes, from) => from };

class BodyOfLength implements BodyReader {
  readonly endsWithConnection = false;
  #left: number;

  constructor(length: number) {
    this.#left = length;
  }

  get whole(): boolean {
    return this.#left === 0;
  }

  take(bytes: Buffer, from: number, payload: (part: Buffer) => void): number {
    const to = Math.min(bytes.length, from + this.#left);
    if (to > from) payload(bytes.subarray(from, to));
    this.#left -= to - from;
    return to;
  }
}

class BodyUntilTheEnd implements BodyReader {
  readonly whole = false;
  readonly endsWithConnection = true;

  take(bytes: Buffer, from: number, payload: (part: Buffer) => void): number {
    if (bytes.length > from) payload(bytes.subarray(from));
    return bytes.length;
  }
}
