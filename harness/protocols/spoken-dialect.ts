import type { ObservationBlock } from '../contract/observation-block.ts';
import type { Environment } from '../contract/secrets.ts';
import type { EndpointFile } from '../contract/stack-file.ts';
import type { Outcome } from '../history/exchange.ts';
import type { Dialect, DialectForm } from './dialect.ts';
import type { Mistake } from './json-mistake.ts';
import { pointerTokens, valueAt } from './json-pointer.ts';
import type { ReadReply } from './json-reply.ts';
import { ReplyMismatch } from './json-shape.ts';
import type { AskedForm, EncodedRequest, MalformedRequest, Protocol, Reply } from './protocol.ts';
import { excerpt, excerptOfBytes } from './reply-text.ts';
import { resolveHeaders } from './secret-headers.ts';
import { type JsonValue, readStrictJson } from './strict-json.ts';

export interface SpokenOptions {
  /** Values of an observation. */
  readonly width: number;
  /** Where the values of secret headers come from. */
  readonly environment: Environment;
  /** How a reply says that it is an error in spite of its status. */
  readonly failure?: EndpointFile['failure'];
}

/**
 * A dialect, spoken: HTTP with JSON replies.
 *
 * @throws {ProtocolError} of the secrets
 */
export function spoken(dialect: Dialect, { width, environment, failure }: SpokenOptions): Protocol {
  const { name, maximumRows } = dialect;
  const predict = sent(dialect.predict, environment);
  const batch = dialect.batch && sent(dialect.batch, environment);
  const formFor = (rows: number, form?: AskedForm): SentForm => {
    if (form === 'predict' || (form === undefined && rows <= 1)) return predict;
    if (batch) return batch;
    throw new RangeError(`${rows} rows, but the stack file declares no batch form`);
  };

  return {
    name,
    maximumRows,
    encode(block: ObservationBlock): EncodedRequest {
      if (block.width !== width) {
        throw new RangeError(`rows of ${block.width} values for ${width} features`);
      }
      if (block.rows < 1 || block.rows > maximumRows) {
        throw new RangeError(`${block.rows} rows in one request: from 1 to ${maximumRows} can be sent`);
      }
      const { envelope, body } = formFor(block.rows);
      return { ...envelope, body: body.encode(block) };
    },
    // The reply to a malformed request, which has no rows, is read as that to one row.
    decode: (outcome, rows, form) => decode(outcome, Math.max(rows, 1), { ...formFor(rows, form), failure }),
    malformed(row: Float32Array): MalformedRequest[] {
      return [predict, ...(batch ? [batch] : [])].flatMap((form) =>
        form.body.malformed(row, Math.min(3, maximumRows)).map((mistake) => sendable(mistake, form)),
      );
    },
  };
}

interface SentForm extends Pick<DialectForm, 'body' | 'read' | 'readAction'> {
  readonly envelope: Omit<EncodedRequest, 'body'>;
}

function sent(
  { route, contentType, headers, body, read, readAction }: DialectForm,
  environment: Environment,
): SentForm {
  const envelope = {
    method: route.method,
    path: route.path,
    headers: { 'content-type': contentType, 'accept-encoding': 'identity', ...resolveHeaders(headers, environment) },
  };
  return { envelope, body, read, readAction };
}

type Readers = Pick<DialectForm, 'read' | 'readAction'> & Pick<SpokenOptions, 'failure'>;

function sendable({ kind, note, feature, body, contentType }: Mistake, { envelope }: SentForm): MalformedRequest {
  const headers = contentType ? { ...envelope.headers, 'content-type': contentType } : envelope.headers;
  return { kind, note, feature, request: { ...envelope, headers, body } };
}

function decode(outcome: Outcome, rows: number, { read, readAction, failure }: Readers): Reply {
  if (outcome.kind === 'lost') return { kind: 'lost', problem: `${outcome.reason}: ${excerpt(outcome.message)}` };

  const { status, body } = outcome;
  if (status >= 300 && status < 400) {
    return {
      kind: 'failed',
      status,
      text: excerpt(`${redirection(outcome)}: redirects are not followed. ${excerptOfBytes(body)}`),
    };
  }
  if (status < 200 || status >= 300) {
    const kind = status >= 400 && status < 500 ? 'refused' : 'failed';
    return { kind, status, text: excerptOfBytes(body), ...actionIn(body, rows, readAction) };
  }

  const unreadable = (problem: string): Reply => ({
    kind: 'unreadable',
    status,
    problem: excerpt(problem),
    text: excerptOfBytes(body),
  });
  const encoding = contentEncoding(outcome);
  if (encoding !== 'identity')
    return unreadable(`content-encoding ${encoding}, though identity was asked for: not decompressed`);

  const json = readStrictJson(body);
  if (json.kind === 'refused') return unreadable(json.problem);
  if (failure && saysFailure(json.value, failure)) {
    return { kind: 'refused', status, text: excerptOfBytes(body), ...actionIn(body, rows, readAction) };
  }
  try {
    return { kind: 'answered', rows: read(json.value, rows) };
  } catch (error) {
    if (error instanceof ReplyMismatch) return unreadable(error.message);
    throw error;
  }
}

/** Whether the sign of an error stands in the body: the value that is declared, or anything but null. */
function saysFailure(body: JsonValue, { pointer, equals }: NonNullable<SpokenOptions['failure']>): boolean {
  const value = valueAt(body, pointerTokens(pointer));
  return equals === undefined ? value !== undefined && value !== null : value === equals;
}

/** The action that the body of an error states all the same: who does not look at the status acts on it. */
function actionIn(body: Uint8Array, rows: number, read: ReadReply): { action?: number } {
  const json = readStrictJson(body);
  if (json.kind === 'refused') return {};
  try {
    const action = read(json.value, rows)[0]?.action;
    return action === undefined ? {} : { action };
  } catch (error) {
    if (error instanceof ReplyMismatch) return {};
    throw error;
  }
}

type Received = Extract<Outcome, { kind: 'reply' }>;

function redirection({ location }: Received): string {
  return location === undefined ? 'a redirect' : `a redirect to ${excerpt(location, 120)}`;
}

/** Stated, or else seen: every gzip member begins with these two bytes, and no JSON does. */
function contentEncoding({ contentEncoding, body }: Received): string {
  const stated = contentEncoding?.trim().toLowerCase();
  if (stated) return stated;
  return body[0] === 0x1f && body[1] === 0x8b ? 'gzip' : 'identity';
}
