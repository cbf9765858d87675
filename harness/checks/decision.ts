import type { OrderFields } from '../contract/order-of.ts';
import type { DrivenDecision } from '../history/decision.ts';
import type { PairedBy } from '../history/pairing.ts';
import type { StatedDecision } from '../protocols/stated-decision.ts';
import type { ExpectedAnswer } from './check.ts';

/** What one call of the endpoint gave the application to act on. */
export type GivenAnswer =
  /** `estimate`: the tail mean that sizes the order, where it is stated. */
  | { readonly kind: 'action'; readonly action: number; readonly estimate?: number | undefined }
  /** Nothing that may be acted on: no reply, an error, no action, not made by the model. */
  | { readonly kind: 'unusable'; readonly text: string };

/** How a call of the endpoint, or an order, was tied to its decision. */
export interface Tied {
  /** The `x-request-id` that it carries; null where it carries none. */
  readonly requestId: string | null;
  /** By what it was found to belong to its decision. */
  readonly by: PairedBy;
}

/** What became of the rule that was to force or break what the application was given. */
export type PutIn =
  /** In force in an answer to it, or in place of one. */
  | { readonly kind: 'put-in' }
  | { readonly kind: 'hindered'; readonly reason: string }
  /** There was no call that it could have been in force in, or none was chosen. */
  | { readonly kind: 'nothing' };

/** What the application replied when it was asked for a decision. */
export type Stated =
  | StatedDecision
  /** It decides on its own, and states nothing. It is over where it went on to another: no order of it is to come. */
  | { readonly kind: 'unasked'; readonly isOver: boolean };

/** An order as it arrived at the exchange. */
export interface ArrivedOrder extends Tied {
  /** What the exchange said to it; nothing, where it failed, or destroyed the connection. */
  readonly exchange: 'accepted' | 'refused' | 'nothing';
  /** For which it is, where it names one. */
  readonly market: string | undefined;
  /** The decision that was under way when it came, where that is not the one whose id it has; 0 before the first one. */
  readonly during?: number;
  /** The fields that the contract's orders have, as far as they were there. */
  readonly fields: OrderFields;
  /** The size as it is written in the body, where the contract sizes orders. */
  readonly writtenSize?: string | undefined;
}

/** One decision of the application, put together from what passed between it, the endpoint and the exchange. */
export interface Decision extends Omit<DrivenDecision, 'expected'> {
  /** It was asked for the same decision once more: what becomes of it in the end, a later one tells. */
  readonly askedAgain: boolean;
  /** The `x-request-id` that Assay asked for it under; null where nobody asked. */
  readonly requestId: string | null;
  /** When the next one began, or all were over; in milliseconds since the run began. */
  readonly until: number;
  /** What the artifact answers to the features that training computed; undefined where nobody asked the oracle. */
  readonly expected: ExpectedAnswer | undefined;
  /** What the application asked about, in its first call of the endpoint; a sentence where that is no observation. */
  readonly observation: Float32Array | string | undefined;
  /** One for each call of the endpoint, in order. */
  readonly given: readonly GivenAnswer[];
  /** The same calls. */
  readonly calls: readonly Tied[];
  readonly putIn: PutIn;
  /** Nobody asked it to decide: what it states is read from its log, where that says it. */
  readonly isAlone: boolean;
  readonly stated: Stated;
  readonly orders: readonly ArrivedOrder[];
  /** What the exchange failed to do for this decision, as a sentence; undefined where it answered whatever it was asked. */
  readonly hindrance: string | undefined;
}
