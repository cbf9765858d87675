const block = 512;
const regular = new Set(['0', '\0', '']);
/** Of the entry that follows: what it says, such as long names, is not needed here. */
const extended = new Set(['x', 'g']);

/** A file in an archive. */
export interface TarFile {
  /** Bytes. */
  readonly size: number;
  /** To be read once, and to its end. */
  readonly content: AsyncIterable<Uint8Array>;
}

/**
 * The first entry of a tar archive (POSIX pax, as container engines write it), which is read no further than its end.
 *
 * @returns undefined where that entry is no file
 * @throws {Error} where the archive ends before its time, or is none
 */
export async function firstFile(archive: AsyncIterable<Uint8Array>): Promise<TarFile | undefined> {
  const bytes = new Bytes(archive);
  for (;;) {
    const header = await bytes.exactly(block);
    const type = text(header, 156, 1);
    const size = Number.parseInt(text(header, 124, 12), 8);
    if (!Number.isSafeInteger(size) || size < 0) throw new Error('the archive states no size of its file');
    if (!extended.has(type)) return regular.has(type) ? { size, content: bytes.next(size) } : undefined;
    for await (const _ of bytes.next(Math.ceil(size / block) * block));
  }
}

function text(header: Buffer, at: number, length: number): string {
  return header.toString('latin1', at, at + length).replace(/\0.*$/s, '');
}

/** Takes a stream by numbers of bytes, whatever the pieces that it comes in. */
class Bytes {
  readonly #source: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array();

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  async *next(count: number): AsyncGenerator<Uint8Array> {
    for (let left = count; left > 0; ) {
      if (this.#rest.length === 0) {
        const { value, done } = await this.#source.next();
        if (done) throw new Error('the archive ends before its time');
        this.#rest = value;
      }
      const piece = this.#rest.subarray(0, left);
      this.#rest = this.#rest.subarray(piece.length);
      left -= piece.length;
      yield piece;
    }
  }

  async exactly(count: number): Promise<Buffer> {
    const pieces = [];
    for await (const piece of this.next(count)) pieces.push(piece);
    return Buffer.concat(pieces);
  }
}
