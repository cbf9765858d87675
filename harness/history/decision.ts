/**
 * The phases in which an application is driven, as they are named in a history: what the endpoint's answers become on their
 * way, and what `subject` means.
 */
export const decisionPhases = {
  shown: 'golden market data, one after the other, and answers let through; subject: ordinal of the market',
  reached: 'market data to which the model gives a chosen action, and its answer let through; subject: the action',
  forced: 'the action in the answer replaced by a chosen one; subject: the action',
  'no-action': 'the action replaced by what is none; subject: ordinal; note: what stands in its place',
  between: 'a fault between application and endpoint; subject: ordinal; note: the fault',
} as const;

export type DecisionPhase = keyof typeof decisionPhases;

/** The application was brought to decide once: what about, and why. */
export interface DrivenDecision {
  /** Position in the history, from 1. */
  readonly id: number;
  readonly phase: DecisionPhase;
  readonly subject: number;
  /** What is special about it in words, such as `the action is 2.5`; empty where nothing is. */
  readonly note: string;
  /** What an order of the contract may name as `${name}`, such as the limit price that the market shown implies. */
  readonly values: Readonly<Record<string, number>>;
  /** What training computed from the market that was shown. */
  readonly features: Float32Array;
  /** Milliseconds since the run began. */
  readonly startedAt: number;
}
