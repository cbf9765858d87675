/**
 * The phases in which an application is driven, as they are named in a history: what the endpoint's answers become on their
 * way, and what `subject` means.
 */
export const decisionPhases = {
  shown: 'golden market data, one after the other, and answers let through; subject: ordinal of the market',
  drawn:
    'market data that is seldom seen, drawn, and answers let through; subject: ordinal; note: what is special about it',
  'in-a-row':
    'one market, drawn, at one moment after the other, and answers let through; subject: ordinal of the moment',
  reached: 'market data to which the model gives a chosen action, and its answer let through; subject: the action',
  forced: 'the action in the answer replaced by a chosen one; subject: the action',
  estimated:
    'the tail mean in the answer replaced by a chosen one; subject: the action; note: what stands in its place',
  unestimated: 'the tail means taken out of the answer; subject: ordinal of the market',
  'no-action': 'the action replaced by what is none; subject: ordinal; note: what stands in its place',
  between: 'a fault between application and endpoint; subject: ordinal; note: the fault',
  misestimated: 'the tail mean replaced by what is none; subject: ordinal; note: what stands in its place',
  'opted-out':
    'the markets of unestimated, and an application that was started without the estimate; subject: ordinal of the market',
  swapped:
    'market data, while the marked policy is in place; subject: the action that it gives; note: what the own one gives',
  returned: 'the same market data, when the own policy is in place again; subject: the action that it gives',
  gone: 'market data in which there is something to order, while the model is away; subject: ordinal; note: how it was taken',
  resumed:
    'the same, when it is back, without a restart of the application; subject: the action that it gives; note: how it was taken',
} as const;

export type DecisionPhase = keyof typeof decisionPhases;

/** Phases in which the stack is changed meanwhile. */
const phasesOfInterventions = ['swapped', 'returned', 'gone', 'resumed'] as const satisfies readonly DecisionPhase[];

export type InterventionPhase = (typeof phasesOfInterventions)[number];

/** Phases in which the stack is as it was started. */
export type PlainDecisionPhase = Exclude<DecisionPhase, InterventionPhase | 'opted-out'>;

const apart: ReadonlySet<DecisionPhase> = new Set([...phasesOfInterventions, 'opted-out']);

export const plainDecisionPhases: readonly PlainDecisionPhase[] = (
  Object.keys(decisionPhases) as DecisionPhase[]
).filter((phase): phase is PlainDecisionPhase => !apart.has(phase));

/** The application was brought to decide once: what about, and why. */
export interface DrivenDecision {
  /** Position in the history, from 1. */
  readonly id: number;
  readonly phase: DecisionPhase;
  readonly subject: number;
  /** What is special about it in words, such as `the action is 2.5`; empty where nothing is. */
  readonly note: string;
  /** From 1: after wrong answers, an application that refuses for a while is asked for the same decision again. */
  readonly attempt: number;
  /** What the application calls the market that was shown. */
  readonly market: string;
  /** What an order of the contract may name as `${name}`, such as the limit price that the market shown implies. */
  readonly values: Readonly<Record<string, number>>;
  /** What training computes from the market that was shown; empty where it computes nothing, but refuses it. */
  readonly features: Float32Array;
  /** The values that the artifact gives to these features; empty where nobody asked the oracle. */
  readonly expected: Float32Array;
  /** Milliseconds since the run began. */
  readonly startedAt: number;
}
