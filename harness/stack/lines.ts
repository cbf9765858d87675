import { StringDecoder } from 'node:string_decoder';
import type { Redactor } from '../contract/redactor.ts';
import { cutLine } from '../history/cut-line.ts';

/** Bytes of one line that are kept; the rest is counted and dropped. */
export const longestLine = 16_384;

export interface LineSplitter {
  push(chunk: Uint8Array): void;
  /** The last line need not end in a newline. */
  end(): void;
}

/**
 * Cuts a stream of bytes into lines of text.
 *
 * Holds at most one line of `longestLine` bytes, whatever is written; bytes that are no UTF-8, and NUL, become U+FFFD.
 * A line is redacted before it is cut, and loses the length of the longest secret at the cut, so that no part of a
 * secret that lies across the cut remains.
 */
export function splitLines(redactor: Redactor, emit: (text: string) => void): LineSplitter {
  const capacity = longestLine + redactor.longest;
  let kept: Buffer[] = [];
  let size = 0;
  let total = 0;

  const take = (bytes: Buffer): void => {
    const room = Math.min(bytes.length, capacity - size);
    if (room > 0) kept.push(Buffer.from(bytes.subarray(0, room)));
    size += room;
    total += bytes.length;
  };

  const flush = (): void => {
    const bytes = Buffer.concat(kept, size);
    const cut = total > longestLine;
    const length = total;
    kept = [];
    size = 0;
    total = 0;
    const text = redactor.redact(decode(bytes));
    if (!cut) emit(text.endsWith('\r') ? text.slice(0, -1) : text);
    else emit(cutLine(decode(withoutEnd(text, redactor.longest)), length));
  };

  return {
    push(chunk) {
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      let start = 0;
      for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
        take(bytes.subarray(start, end));
        flush();
        start = end + 1;
      }
      take(bytes.subarray(start));
    },
    end() {
      if (total > 0) flush();
    },
  };
}

function withoutEnd(text: string, length: number): Buffer {
  const bytes = Buffer.from(text);
  return bytes.subarray(0, Math.min(longestLine, bytes.length - length));
}

/** Leaves out a character of which only the first bytes are there. */
function decode(bytes: Buffer): string {
  return new StringDecoder('utf8').write(bytes).replaceAll('\0', '\uFFFD');
}
