import { type Pairing, pairSeen, type Seen } from './pairing.ts';

/** What an application decided, what it was answered at the tap, and what it ordered at the exchange. */
export interface Sightings<Decision extends Seen, Inference extends Seen, Order extends Seen> {
  /** `at` is when it was said: in a log, or in the reply to the request that asked for it. */
  readonly decisions: readonly Decision[];
  /** `at` is when the caller had its answer. */
  readonly inferences: readonly Inference[];
  /** `at` is when it arrived at the exchange. */
  readonly orders: readonly Order[];
}

export interface Correlation<Decision, Inference, Order> {
  readonly inferences: Pairing<Decision, Inference>;
  readonly orders: Pairing<Decision, Order>;
}

/**
 * Which inference each decision was made by, and which order it became: one to one, so that a second inference or order
 * is left over, and seen.
 *
 * An inference comes before its decision; an order comes before or after, as an application says first what it does, or
 * does it first.
 *
 * @param withinMs - how far apart in time what belongs together may be, where no id says so
 */
export function correlate<Decision extends Seen, Inference extends Seen, Order extends Seen>(
  { decisions, inferences, orders }: Sightings<Decision, Inference, Order>,
  withinMs: number,
): Correlation<Decision, Inference, Order> {
  return {
    inferences: pairSeen(decisions, inferences, { before: withinMs, after: 0 }),
    orders: pairSeen(decisions, orders, { before: withinMs, after: withinMs }),
  };
}
