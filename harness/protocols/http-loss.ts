import { errors } from 'undici';
import type { LostReason, Outcome } from '../history/exchange.ts';
import { excerpt } from './reply-text.ts';

/** How far a reply had come when its connection failed. */
export interface Progress {
  /** A first byte of the reply had arrived. */
  readonly begun: boolean;
  /** Its header had arrived whole. */
  readonly head: boolean;
}

/** What became of a request that undici gave up. */
export function lost(error: Error, progress: Progress): Extract<Outcome, { kind: 'lost' }> {
  const reason = reasonOf(error, progress);
  const stage = progress.head ? 'within the body' : progress.begun ? 'within the header' : 'before any reply';
  return {
    kind: 'lost',
    reason,
    message: excerpt(`${error.message || error.name} (${stage}${reuse(error, progress)})`),
  };
}

function reasonOf(error: Error, { head }: Progress): LostReason {
  if (error instanceof errors.ResponseExceededMaxSizeError || error instanceof errors.HeadersOverflowError) {
    return 'too-large';
  }
  // A chunked body that ends too early; undici gives this error no code.
  if (error instanceof errors.HTTPParserError) return /EOF state/.test(error.message) ? 'connection' : 'protocol';
  if (error instanceof errors.ResponseContentLengthMismatchError) return head ? 'connection' : 'protocol';
  if (error instanceof errors.SocketError && /^bad /.test(error.message)) return 'protocol';
  return 'connection';
}

/** Whoever reads of a lost request should know if the server may simply have closed an idle connection. */
function reuse(error: Error, { begun }: Progress): string {
  const answeredBefore = !begun && error instanceof errors.SocketError && (error.socket?.bytesRead ?? 0) > 0;
  return answeredBefore ? ', on a connection that had answered before' : '';
}
