import { BadMessage } from './bad-message.ts';

/** Names and values in turn, as they were sent: `['Host', 'a', 'Accept', '*']`. */
export type RawHeaders = readonly string[];

interface Head {
  /** All of it, with the blank line. */
  readonly bytes: Buffer;
  readonly minorVersion: number;
  readonly headers: RawHeaders;
}

export interface RequestHead extends Head {
  readonly method: string;
  /** With the query, as it was sent. */
  readonly path: string;
}

export interface ReplyHead extends Head {
  readonly status: number;
}

const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const requestLine = new RegExp(`^(${token}) ([\\x21-\\x7e]+) HTTP/1\\.([01])$`);
const statusLine = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: [^\0\r\n]*)?$/;
const headerLine = new RegExp(`^(${token}):[ \\t]*([^\\0\\r\\n]*)$`);

/**
 * @param bytes - up to the blank line, with it
 * @throws {BadMessage}
 */
export function parseRequestHead(bytes: Buffer): RequestHead {
  const [start, headers] = linesOf(bytes);
  const [, method, path, minor] = requestLine.exec(start) ?? [];
  if (method === undefined || path === undefined) throw new BadMessage('its first line is no request line');
  return { bytes, minorVersion: Number(minor), headers, method, path };
}

/**
 * @param bytes - up to the blank line, with it
 * @throws {BadMessage}
 */
export function parseReplyHead(bytes: Buffer): ReplyHead {
  const [start, headers] = linesOf(bytes);
  const [, minor, status] = statusLine.exec(start) ?? [];
  if (status === undefined) throw new BadMessage('its first line is no status line');
  return { bytes, minorVersion: Number(minor), headers, status: Number(status) };
}

/** Every value of a header, in order; the name in lower case. */
export function valuesOf(headers: RawHeaders, name: string): string[] {
  const values: string[] = [];
  for (let index = 0; index < headers.length; index += 2) {
    const sent = headers[index]!;
    if (sent.length === name.length && sent.toLowerCase() === name) values.push(headers[index + 1]!);
  }
  return values;
}

/** Whether the connection ends with this message, by its version and by what it says. */
export function endsConnection({ minorVersion, headers }: Head): boolean {
  const options = connectionOptions(headers);
  return options.includes('close') || (minorVersion === 0 && !options.includes('keep-alive'));
}

/** What `Connection` lists, in lower case. */
export function connectionOptions(headers: RawHeaders): string[] {
  const options: string[] = [];
  for (const value of valuesOf(headers, 'connection')) {
    for (const option of value.toLowerCase().split(',')) options.push(option.trim());
  }
  return options;
}

function linesOf(bytes: Buffer): [start: string, headers: string[]] {
  const [start = '', ...lines] = bytes.toString('latin1', 0, bytes.length - 4).split('\r\n');
  const headers: string[] = [];
  for (const line of lines) {
    const [, name, value] = headerLine.exec(line) ?? [];
    if (name === undefined || value === undefined) throw new BadMessage('one of its headers is no name with a value');
    headers.push(name, withoutTrailingSpace(value));
  }
  return [start, headers];
}

function withoutTrailingSpace(value: string): string {
  let end = value.length;
  while (end > 0 && (value[end - 1] === ' ' || value[end - 1] === '\t')) end -= 1;
  return value.slice(0, end);
}
