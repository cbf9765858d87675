import { STATUS_CODES } from 'node:http';
import { connectionOptions, type RawHeaders, type ReplyHead, type RequestHead } from './http-head.ts';

/** Where requests go. */
export interface ForwardTo {
  /** As `Host` states it. */
  readonly host: string;
  /** Before every path; empty where the endpoint stands at the root. */
  readonly prefix: string;
}

/**
 * Headers that are for one connection only. `Keep-Alive` and what `Connection` says of closing go on: each connection of
 * the application has one of its own to the endpoint, and what the one end says of it is true of the other. So do the
 * framing of the body and its trailers, which pass as they are.
 */
const ofOneConnection = ['upgrade', 'http2-settings', 'proxy-connection', 'proxy-authorization', 'proxy-authenticate'];
const passedOn = ['close', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'content-length', 'host'];
const framing = ['content-length', 'transfer-encoding', 'trailer'];

/**
 * The request as the endpoint gets it: asked of itself, not of the tap, and for a reply that is not compressed, since no
 * rule could be applied to one that is; everything else as it came.
 */
export function forwardedRequest(head: RequestHead, { host, prefix }: ForwardTo): string {
  const inPlace = new Map([
    ['host', host],
    ['accept-encoding', 'identity'],
  ]);
  const headers = withoutHops(head.headers).map((text, index, all) =>
    index % 2 === 1 ? (inPlace.get(all[index - 1]!.toLowerCase()) ?? text) : text,
  );
  return `${head.method} ${prefix}${head.path} HTTP/1.${head.minorVersion}\r\n${fields(headers)}`;
}

/** The head of a reply as it came, unless something in it is meant for the tap alone. */
export function forwardedReply({ bytes, headers }: ReplyHead): Buffer {
  const kept = withoutHops(headers);
  if (kept === headers) return bytes;
  const statusLine = bytes.subarray(0, bytes.indexOf('\r\n', 0, 'latin1') + 2);
  return Buffer.concat([statusLine, Buffer.from(fields(kept), 'latin1')]);
}

/**
 * The head of a reply that is given in place of another, or of none.
 *
 * @param contentLength - what it states, whatever the headers do; undefined where it states none
 */
export function writtenReply(status: number, headers: RawHeaders, contentLength: number | undefined): Buffer {
  const length = contentLength === undefined ? '' : `Content-Length: ${contentLength}\r\n`;
  const kept = without(withoutHops(headers), framing);
  return Buffer.from(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Unknown'}\r\n${length}${fields(kept)}`, 'latin1');
}

/** The same headers, where nothing is to be left out. */
function withoutHops(headers: RawHeaders): RawHeaders {
  const options = connectionOptions(headers);
  const named = options.filter((option) => !passedOn.includes(option));
  if (named.length === 0) return without(headers, ofOneConnection);
  const left = options.filter((option) => passedOn.includes(option));
  const others = without(headers, [...ofOneConnection, ...named, 'connection']);
  return left.length === 0 ? others : [...others, 'Connection', left.join(', ')];
}

function without(headers: RawHeaders, names: readonly string[]): RawHeaders {
  const kept: string[] = [];
  for (let index = 0; index < headers.length; index += 2) {
    if (!names.includes(headers[index]!.toLowerCase())) kept.push(headers[index]!, headers[index + 1]!);
  }
  return kept.length === headers.length ? headers : kept;
}

function fields(headers: RawHeaders): string {
  let text = '';
  for (let index = 0; index < headers.length; index += 2) text += `${headers[index]}: ${headers[index + 1]}\r\n`;
  return `${text}\r\n`;
}
