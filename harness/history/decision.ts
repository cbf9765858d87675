/**
 * The phases in which an application is driven, as they are named in a history: what the endpoint's answers become on their
 * way, and what `subject` means.
 */
export const decisionPhases = {
  reached: 'market data to which the model gives a chosen action, and its answer let through; subject: the action',
  forced: 'the action in the answer replaced by a chosen one; subject: the action',
  'no-action': 'the action replaced by what is none; subject: ordinal; note: what stands in its place',
  between: 'a fault between application and endpoint; subject: ordinal; note: the fault',
} as const;

export type DecisionPhase = keyof typeof decisionPhases;

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
  readonly fields: Readonly<Record<string, string | number>>;
}

/** One decision of the application, put together from what passed between it, the endpoint and the exchange. */
export interface Decision {
  /** Position in the history, from 1. */
  readonly id: number;
  readonly phase: DecisionPhase;
  readonly subject: number;
  readonly note: string;
  /** One for each call of the endpoint, in order. */
  readonly given: readonly GivenAnswer[];
  readonly stated: StatedDecision;
  readonly orders: readonly ArrivedOrder[];
  /** What an order of the contract may name as `${name}`, such as the limit price that the market shown implies. */
  readonly values: Readonly<Record<string, number>>;
}
