import { isAscii } from 'node:buffer';
import { buildJson } from './strict-json-build.ts';
import { JsonRefusal, type RefusalReason, scanJson } from './strict-json-scan.ts';

export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };

export type StrictJson =
  | { readonly kind: 'value'; readonly value: JsonValue }
  /** `problem` says why and where: `line 3, column 7 (byte 41)`. */
  | { readonly kind: 'refused'; readonly reason: RefusalReason; readonly problem: string };

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads what a hostile endpoint calls JSON. Beyond RFC 8259 it refuses duplicate keys, numbers beyond a double,
 * nesting below 64 levels, and bodies beyond `maximumBytes`. What it accepts is what `JSON.parse` gives;
 * a key `__proto__` is a key like any other.
 */
export function readStrictJson(bytes: Uint8Array, maximumBytes: number = 1 << 20): StrictJson {
  if (bytes.length > maximumBytes) {
    return refused('too-large', `${bytes.length} bytes, more than the ${maximumBytes} that are read`);
  }
  if (bytes.length === 0) return refused('empty', 'the body is empty');

  // As every gzip member begins, and no text.
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    return refused('invalid-utf8', 'the body is compressed by gzip, though it was asked for as it is');
  }
  const text = decode(bytes);
  if (text === undefined) {
    return refused('invalid-utf8', `invalid UTF-8 at byte ${firstInvalidByte(bytes)}`);
  }
  try {
    const escapedName = scanJson(text);
    return { kind: 'value', value: escapedName ? buildJson(text) : (JSON.parse(text) as JsonValue) };
  } catch (error) {
    if (error instanceof JsonRefusal) return refused(error.reason, `${error.problem} at ${positionIn(text, error.at)}`);
    if (error instanceof SyntaxError) return refused('syntax', error.message);
    throw error;
  }
}

function refused(reason: RefusalReason, problem: string): StrictJson {
  return { kind: 'refused', reason, problem };
}

function decode(bytes: Uint8Array): string | undefined {
  if (isAscii(bytes)) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Everything before the first replacement character that does not stand in the bytes themselves is valid. */
function firstInvalidByte(bytes: Uint8Array): number {
  const lenient = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  let offset = 0;
  let from = 0;
  for (let at = lenient.indexOf('\ufffd'); at >= 0; at = lenient.indexOf('\ufffd', from)) {
    offset += Buffer.byteLength(lenient.slice(from, at));
    const stands = bytes[offset] === 0xef && bytes[offset + 1] === 0xbf && bytes[offset + 2] === 0xbd;
    if (!stands) return offset;
    offset += 3;
    from = at + 1;
  }
  return offset;
}

function positionIn(text: string, at: number): string {
  const before = text.slice(0, at);
  const line = before.split('\n').length;
  const column = at - before.lastIndexOf('\n');
  return `line ${line}, column ${column} (byte ${Buffer.byteLength(before)})`;
}
