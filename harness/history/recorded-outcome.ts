import type { LostReason, Outcome } from './exchange.ts';

/** The columns in which a history keeps what became of a call. */
export interface OutcomeColumns {
  readonly status: number | null;
  readonly content_type: string | null;
  readonly content_encoding: string | null;
  readonly location: string | null;
  readonly body: Uint8Array | null;
  readonly lost: LostReason | null;
  readonly message: string | null;
}

export function outcomeOf(row: OutcomeColumns): Outcome {
  if (row.status === null) return { kind: 'lost', reason: row.lost ?? 'connection', message: row.message ?? '' };
  return {
    kind: 'reply',
    status: row.status,
    contentType: row.content_type ?? '',
    body: row.body ?? new Uint8Array(),
    ...(row.content_encoding === null ? {} : { contentEncoding: row.content_encoding }),
    ...(row.location === null ? {} : { location: row.location }),
  };
}

/** A view where the bytes are aligned, else a copy. */
export function floatsOf(bytes: Uint8Array): Float32Array {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return new Float32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 4);
}
