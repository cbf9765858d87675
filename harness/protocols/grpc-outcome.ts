import { status as codes, type ServiceError } from '@grpc/grpc-js';
import type { LostReason, Outcome } from '../history/exchange.ts';
import { excerpt } from './reply-text.ts';

/** What Assay gives as content type where a reply states none. */
export const grpcContentType = 'application/grpc';

/**
 * The status of HTTP that says the same. Whatever the server blames on the request is a client error, so that a refusal is
 * one in every protocol.
 */
const httpStatuses: Readonly<Partial<Record<codes, number>>> = {
  [codes.CANCELLED]: 499,
  [codes.INVALID_ARGUMENT]: 400,
  [codes.FAILED_PRECONDITION]: 400,
  [codes.OUT_OF_RANGE]: 400,
  [codes.UNAUTHENTICATED]: 401,
  [codes.PERMISSION_DENIED]: 403,
  [codes.NOT_FOUND]: 404,
  [codes.UNIMPLEMENTED]: 404,
  [codes.ABORTED]: 409,
  [codes.ALREADY_EXISTS]: 409,
  [codes.RESOURCE_EXHAUSTED]: 429,
  [codes.UNAVAILABLE]: 503,
};
const serverError = 500;

/** What the library says of a reply that is none of gRPC, or ends before its status: nothing that a server sent. */
const ownWords: readonly (readonly [words: RegExp, reason: LostReason])[] = [
  [/^Received (message larger than max|message that decompresses)/, 'too-large'],
  [/^(No message received|Too many responses received|No status information received)$/, 'protocol'],
  [/^Received HTTP status code 2\d\d$/, 'protocol'],
  [/^(Failed to decompress|Received message compressed but)/, 'protocol'],
  [/^Received RST_STREAM with code 0 \(Call ended without gRPC status\)$/, 'protocol'],
  [
    /^(Connection dropped|Call cancelled|Stream refused by server|Write (error|failed)|Received RST_STREAM)/,
    'connection',
  ],
  [/^(Bandwidth exhausted or memory limit exceeded|Protocol not secure enough)$/, 'connection'],
  [/^(read|write) (ECONNRESET|ETIMEDOUT|EPIPE)$/, 'connection'],
];

/** How far a reply had come. */
export interface GrpcProgress {
  /** Its content type; undefined where no header came before the status. */
  readonly contentType: string | undefined;
}

/**
 * What became of a call that did not end well.
 *
 * The library gives statuses of its own where a connection breaks; what came from a server had a header before it, or
 * carries one.
 */
export function failedOutcome(error: ServiceError, { contentType }: GrpcProgress): Outcome {
  const { code, details, metadata } = error;
  const http = /^Received HTTP status code ([3-5]\d\d)$/.exec(details)?.[1];
  if (http !== undefined) return refused(Number(http), contentType ?? '', details);

  const own = ownWords.find(([words]) => words.test(details));
  const sent = contentType ?? stated(metadata);
  if (own || sent === undefined || code === codes.DEADLINE_EXCEEDED) {
    const reason = code === codes.DEADLINE_EXCEEDED ? 'deadline' : (own?.[1] ?? 'connection');
    const stage = contentType === undefined ? 'before any reply' : 'within the reply';
    return { kind: 'lost', reason, message: excerpt(`${details || codes[code]} (${stage})`) };
  }
  const name = codes[code] ?? `status ${code}`;
  return refused(httpStatuses[code] ?? serverError, sent, details ? `${name}: ${details}` : name);
}

function refused(status: number, contentType: string, text: string): Outcome {
  return { kind: 'reply', status, contentType, body: new TextEncoder().encode(text) };
}

/** The content type of a reply that is a status alone; undefined where there was no reply. */
function stated(metadata: ServiceError['metadata'] | undefined): string | undefined {
  const [contentType] = metadata?.get('content-type') ?? [];
  if (contentType !== undefined) return String(contentType);
  return Object.keys(metadata?.getMap() ?? {}).length > 0 ? '' : undefined;
}
