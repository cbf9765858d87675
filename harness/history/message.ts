import type { Outcome } from './exchange.ts';

/** Between whom a call passed: Assay and the application, the application and the endpoint, or the application and the exchange. */
export type Link = 'application' | 'endpoint' | 'exchange';

/** What tap or exchange was to do with a call, in words, and why it could not; null where it did. */
export interface RuleInForce {
  readonly name: string;
  readonly hindrance: string | null;
}

/** One call between parts of the stack, as it was: bytes, before any opinion of them. */
export interface Message {
  readonly link: Link;
  /** Milliseconds since the run began. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** What ties calls of one decision together, where the caller sent it (`x-request-id`). */
  readonly requestId: string | null;
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly request: Uint8Array;
  /** What the caller got. */
  readonly outcome: Outcome;
  /** What the endpoint had replied, where something else was passed on. */
  readonly replaced: Outcome | null;
  /** Null where the call was only to pass. */
  readonly rule: RuleInForce | null;
}
