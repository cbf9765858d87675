import protobuf from 'protobufjs/minimal.js';

export type FieldReader = protobuf.Reader;

/** What to do with a field, by its tag; fields without an entry are skipped, as is every field of another wire type. */
export type FieldHandlers = Readonly<Record<number, (reader: FieldReader) => void>>;

/** As in protobuf itself, so that nothing nests deeper here than where the model is loaded. */
const deepest = 100;

/** The bytes are no message of this kind; `cut` where they end in the midst of a field of the outermost message. */
export class MalformedMessage extends Error {
  readonly cut: boolean;

  constructor(problem: string, cut: boolean) {
    super(problem);
    this.cut = cut;
  }
}

/** Tag of a field that holds an integer or an enumeration. */
export const varint = (field: number): number => field << 3;

/** Tag of a field that holds a string, bytes or a message. */
export const delimited = (field: number): number => (field << 3) | 2;

/** Tag of a field that holds a float. */
export const fixed32 = (field: number): number => (field << 3) | 5;

/**
 * Reads the fields of one message in the order in which they stand.
 *
 * @param depth - how many messages this one stands in
 * @throws {MalformedMessage}
 */
export function readMessage(bytes: Uint8Array, depth: number, handlers: FieldHandlers): void {
  if (depth > deepest) throw new MalformedMessage(`messages nest deeper than ${deepest}`, false);
  const reader = new protobuf.Reader(bytes);
  try {
    while (reader.pos < reader.len) {
      const tag = reader.tag();
      const handle = handlers[tag];
      if (handle) handle(reader);
      else reader.skipType(tag & 7, 0, tag >>> 3);
    }
  } catch (cause) {
    if (cause instanceof MalformedMessage) throw cause;
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new MalformedMessage(problem, depth === 0 && cause instanceof RangeError);
  }
}

/** The bytes of a nested message as a view, without copying. */
export function nestedBytes(reader: FieldReader): Uint8Array {
  const length = reader.uint32();
  const start = reader.pos;
  reader.skip(length);
  return reader.buf.subarray(start, start + length);
}

export function readInteger(reader: FieldReader): number {
  return Number(reader.int64().toString());
}
