import type { RawHeaders } from './wire/http-head.ts';

/** The content of a message, without the framing of chunks, and as it was sent: nothing is decompressed. */
interface Content {
  readonly body: Uint8Array;
  /** There was more of it than is kept. */
  readonly cut: boolean;
}

export interface TapRequest extends Content {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: RawHeaders;
}

export interface TapReply extends Content {
  readonly status: number;
  readonly headers: RawHeaders;
}

/** What the tap did with a call. */
export type Did =
  /** What the rule says. */
  | { readonly kind: 'applied' }
  /** The rule could not be applied to the endpoint's reply, which was passed on as far as it came; `reason` says why. */
  | { readonly kind: 'passed'; readonly reason: string }
  /** The request was no HTTP, or too long: the tap refused it, and no rule was chosen. */
  | { readonly kind: 'refused'; readonly status: 400 | 413; readonly reason: string }
  /** The caller went away before its request was whole, and no rule was chosen. */
  | { readonly kind: 'incomplete' }
  /** The rule itself threw: the caller's connection was reset. */
  | { readonly kind: 'failed'; readonly reason: string };

/** One call, when it has ended. All times are of the clock that the tap was given. */
export interface TapRecord {
  /** From 1, in the order in which calls began to arrive. Records come in the order in which calls end. */
  readonly id: number;
  /** Where it was refused, what of it could be read; method and path are then empty where they could not. */
  readonly request: TapRequest;
  /** The rule that was chosen, in words; empty where none was. */
  readonly rule: string;
  readonly did: Did;
  /** What the endpoint replied, as far as it came; undefined where it was not asked or began no reply. */
  readonly reply: TapReply | undefined;
  /**
   * What the caller was given: the same object as `reply` where that passed. Where a connection was reset or the caller
   * went away, not all of it may have arrived.
   */
  readonly given: TapReply | undefined;
  /** First byte, and last byte, of the request; of one that was sent ahead, when the call before it had ended. */
  readonly arrivedAt: number;
  readonly receivedAt: number;
  /** When the endpoint was asked, and when the head of its reply was there. */
  readonly askedAt: number | undefined;
  readonly repliedAt: number | undefined;
  readonly endedAt: number;
  /** Who ended the call before its time; `tap` where it was closed meanwhile. */
  readonly gone: Gone | undefined;
}

export interface Gone {
  readonly who: 'caller' | 'endpoint' | 'tap';
  readonly at: number;
  readonly reason: string;
}
