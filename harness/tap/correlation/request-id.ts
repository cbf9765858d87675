import { pointerTokens, valueAt } from '../../protocols/json-pointer.ts';
import { readStrictJson } from '../../protocols/strict-json.ts';

/** Where a request says which one it is. */
export type IdPlace = { readonly header: string } | { readonly pointer: string };

interface Message {
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly body: Uint8Array;
}

/** The id of a message, or undefined where it states none: an empty one, and several that differ, are none. */
export function requestIdOf(message: Message, place: IdPlace): string | undefined {
  return 'header' in place ? idInHeader(message.headers, place.header) : idInBody(message.body, place.pointer);
}

function idInHeader(headers: readonly string[], name: string): string | undefined {
  const found = new Set<string>();
  for (let index = 0; index < headers.length; index += 2) {
    if (headers[index]!.toLowerCase() === name.toLowerCase()) found.add(headers[index + 1]!);
  }
  const [id] = found;
  return found.size === 1 && id !== '' ? id : undefined;
}

function idInBody(body: Uint8Array, pointer: string): string | undefined {
  const json = readStrictJson(body);
  const value = json.kind === 'value' ? valueAt(json.value, pointerTokens(pointer)) : undefined;
  if (typeof value === 'number') return `${value}`;
  return typeof value === 'string' && value !== '' ? value : undefined;
}
