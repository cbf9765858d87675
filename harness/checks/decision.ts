import type { OrderFields } from '../contract/order-of.ts';
import type { DrivenDecision } from '../history/decision.ts';

/** What one call of the endpoint gave the application to act on. */
export type GivenAnswer =
  | { readonly kind: 'action'; readonly action: number }
  /** Nothing that may be acted on: no reply, an error, no action, not made by the model. */
  | { readonly kind: 'unusable'; readonly text: string };

/** What the application replied when it was asked for a decision. */
export type StatedDecision =
  | { readonly kind: 'decided'; readonly action: number }
  | { readonly kind: 'refused'; readonly text: string }
  /** It decides on its own, and states nothing. */
  | { readonly kind: 'unasked' };

/** An order as it arrived at the exchange. */
export interface ArrivedOrder {
  readonly accepted: boolean;
  /** The fields that the contract's orders have, as far as they were there. */
  readonly fields: OrderFields;
}

/** One decision of the application, put together from what passed between it, the endpoint and the exchange. */
export interface Decision extends Omit<DrivenDecision, 'startedAt'> {
  /** What the application asked about, in its first call of the endpoint; a sentence where that is no observation. */
  readonly observation: Float32Array | string | undefined;
  /** One for each call of the endpoint, in order. */
  readonly given: readonly GivenAnswer[];
  readonly stated: StatedDecision;
  readonly orders: readonly ArrivedOrder[];
}
