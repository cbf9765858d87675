import { BadMessage } from './bad-message.ts';
import type { BodyReader } from './body-reader.ts';

const lineFeed = 0x0a;
/** Of a line that states a size, and of all trailers together. */
const maximumLineBytes = 4_096;

/** A body in chunks (RFC 9112, 7.1). Extensions of chunks and trailers are passed over. */
export class ChunkedBody implements BodyReader {
  readonly endsWithConnection = false;
  whole = false;
  /** Bytes of content that the present chunk still has. */
  #left = 0;
  #line = '';
  #trailerBytes = 0;
  #expected: 'size' | 'end of chunk' | 'trailer' = 'size';

  take(bytes: Buffer, from: number, payload: (part: Buffer) => void): number {
    let at = from;
    while (at < bytes.length && !this.whole)
      at = this.#left > 0 ? this.#content(bytes, at, payload) : this.#text(bytes, at);
    return at;
  }

  #content(bytes: Buffer, from: number, payload: (part: Buffer) => void): number {
    const to = Math.min(bytes.length, from + this.#left);
    payload(bytes.subarray(from, to));
    this.#left -= to - from;
    return to;
  }

  #text(bytes: Buffer, from: number): number {
    const feed = bytes.indexOf(lineFeed, from);
    const to = feed < 0 ? bytes.length : feed + 1;
    this.#line += bytes.toString('latin1', from, to);
    if (this.#line.length + this.#trailerBytes > maximumLineBytes)
      throw new BadMessage('a line between its chunks is too long');
    if (feed >= 0) this.#endLine();
    return to;
  }

  #endLine(): void {
    if (!this.#line.endsWith('\r\n')) throw new BadMessage('a line between its chunks does not end in CRLF');
    const line = this.#line.slice(0, -2);
    this.#line = '';
    if (this.#expected === 'size') {
      const [, digits] = /^([\da-f]{1,8})[ \t]*(?:;.*)?$/i.exec(line) ?? [];
      if (digits === undefined) throw new BadMessage('the size of a chunk is no number');
      this.#left = Number.parseInt(digits, 16);
      this.#expected = this.#left === 0 ? 'trailer' : 'end of chunk';
    } else if (this.#expected === 'end of chunk') {
      if (line !== '') throw new BadMessage('a chunk is longer than it states');
      this.#expected = 'size';
    } else if (line === '') {
      this.whole = true;
    } else {
      this.#trailerBytes += line.length + 2;
    }
  }
}
