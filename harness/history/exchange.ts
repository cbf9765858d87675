import type { Phase } from './phase.ts';

/** What came back, as it was: bytes, before any opinion of them. */
export type Outcome =
  | {
      readonly kind: 'reply';
      readonly status: number;
      readonly contentType: string;
      readonly body: Uint8Array;
      /** As stated; nothing is decompressed. */
      readonly contentEncoding?: string;
      /** Where a redirect points to; none is followed. */
      readonly location?: string;
    }
  /** No reply that could be read whole: a deadline, a reset, a body beyond the limit. Neither an answer nor a refusal. */
  | { readonly kind: 'lost'; readonly reason: LostReason; readonly message: string };

export type LostReason = 'deadline' | 'connection' | 'too-large' | 'protocol';

/** One request and what became of it. */
export interface Exchange {
  /** Position in the history, from 1, in the order in which the requests were made. */
  readonly id: number;
  readonly phase: Phase;
  /** What the phase means by it: the action aimed at, the feature that was altered, the ordinal of the row. */
  readonly subject: number;
  /** What is special about the request in words, such as `feature 3 is NaN`; empty where nothing is. */
  readonly note: string;
  /** Rows of the observation; 0 for a malformed request, whose bytes are then in `request`. */
  readonly rows: number;
  /** `rows * features` values. */
  readonly observation: Float32Array;
  /** `rows * actions` scores that the artifact gives to it; empty where nobody asked the oracle. */
  readonly expected: Float32Array;
  /** The bytes that were sent, where they do not follow from the observation. */
  readonly request: Uint8Array | null;
  /** Milliseconds since the run began; `scheduledAt` is when it was due, and `sentAt` when a connection took it. */
  readonly scheduledAt: number;
  readonly sentAt: number;
  readonly endedAt: number;
  /** How often the endpoint was asked again because it was busy. */
  readonly retries: number;
  readonly outcome: Outcome;
}

/** One line that a component of the stack wrote. */
export interface LogLine {
  readonly source: string;
  readonly stream: 'stdout' | 'stderr';
  readonly at: number;
  readonly text: string;
}
