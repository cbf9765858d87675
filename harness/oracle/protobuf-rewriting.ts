import protobuf from 'protobufjs/minimal.js';
import { type FieldReader, nestedBytes, readMessage } from './protobuf-message.ts';

/** Bytes that stand one after the other, most of them views: a model may be large. */
export type Pieces = readonly Uint8Array[];

/** What becomes of a field that holds a string, bytes or a message. */
export interface Rewritten {
  readonly content: Pieces;
  /** Whole fields that follow it. */
  readonly after?: Pieces;
}

/** By tag; undefined leaves the field as it stands. */
export type Rewrites = Readonly<Record<number, (content: Uint8Array) => Rewritten | undefined>>;

/**
 * A message with some of its fields written anew; all others stand as they did, byte for byte and in their order.
 *
 * @param depth - how many messages this one stands in
 * @throws {MalformedMessage}
 */
export function rewriteMessage(bytes: Uint8Array, depth: number, rewrites: Rewrites): Pieces {
  const pieces: Uint8Array[] = [];
  let kept = 0;
  const handlers = Object.entries(rewrites).map(([tag, rewrite]) => {
    const handle = (reader: FieldReader) => {
      const lengthAt = reader.pos;
      const rewritten = rewrite(nestedBytes(reader));
      if (!rewritten) return;
      const { content, after = [] } = rewritten;
      pieces.push(bytes.subarray(kept, lengthAt), lengthOf(content), ...content, ...after);
      kept = reader.pos;
    };
    return [tag, handle] as const;
  });
  readMessage(bytes, depth, Object.fromEntries(handlers));
  return [...pieces, bytes.subarray(kept)];
}

export function joined(pieces: Pieces): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(sizeOf(pieces));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

function lengthOf(pieces: Pieces): Uint8Array {
  return protobuf.Writer.create().uint32(sizeOf(pieces)).finish();
}

function sizeOf(pieces: Pieces): number {
  return pieces.reduce((size, { length }) => size + length, 0);
}
