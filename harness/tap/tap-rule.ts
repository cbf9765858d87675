import type { TapReply, TapRequest } from './tap-record.ts';

/** A request that has arrived in full, and of which is to be decided what happens to it. */
export interface TapCall {
  /** From 1, in the order in which calls began to arrive. */
  readonly id: number;
  readonly request: TapRequest;
}

/**
 * What the tap does with one call. Where the endpoint is asked, it is asked at once, and with the request as it came.
 *
 * A rule that cannot be applied to a reply (a body that is not there cannot be cut) lets it pass unchanged, and the
 * record says so.
 */
export type TapRule =
  /** The endpoint's reply is given as it comes. */
  | { readonly kind: 'pass' }
  /** The endpoint is not asked. A content-length is stated for the body, whatever the headers say. */
  | {
      readonly kind: 'answer';
      readonly name: string;
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string | Uint8Array;
    }
  /** The endpoint is asked, and the body of its reply is replaced. */
  | { readonly kind: 'rewrite'; readonly name: string; readonly rewrite: Rewrite }
  /** The endpoint is not asked: the caller gets what the last call with this method and path was given. */
  | { readonly kind: 'repeat' }
  /** The endpoint is asked, and its reply is held back for so long. */
  | { readonly kind: 'delay'; readonly milliseconds: number }
  /** The endpoint is not asked, and the caller is never answered. */
  | { readonly kind: 'stall' }
  /** The endpoint is asked, and when its reply is whole, the connection is reset: before it, or after half of its body. */
  | { readonly kind: 'reset'; readonly when: 'before-reply' | 'within-body' }
  /** The endpoint is asked; the caller gets its head and half of its body, and then the connection ends. */
  | { readonly kind: 'cut' };

/** Decides about one call. It must not block, and is not asked again for the same call. */
export type ChooseRule = (call: TapCall) => TapRule;

export type Rewritten =
  | { readonly kind: 'body'; readonly body: Uint8Array }
  /** The reply is not of the kind that can be rewritten so; it passes unchanged. */
  | { readonly kind: 'unfit'; readonly reason: string };

export type Rewrite = (reply: TapReply) => Rewritten | Promise<Rewritten>;

/** A rule in one or a few words, such as `delay 500 ms`. */
export function ruleName(rule: TapRule): string {
  switch (rule.kind) {
    case 'answer':
    case 'rewrite':
      return rule.name;
    case 'delay':
      return `delay ${rule.milliseconds} ms`;
    case 'reset':
      return `reset ${rule.when}`;
    default:
      return rule.kind;
  }
}
