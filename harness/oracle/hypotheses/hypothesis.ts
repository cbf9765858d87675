import type { Discretised } from '../../contract/action-space.ts';
import type { Tolerance } from '../../contract/contract.ts';
import type { Feature } from '../../contract/feature.ts';
import type { ObservationBlock } from '../../contract/observation-block.ts';
import type { InputTensor } from '../../contract/tensor.ts';
import type { Evaluate, OracleAnswers } from '../answers.ts';
import type { DecisionRule } from '../decision.ts';

/** What the model gives to some rows that belong together. */
export interface RowAnswers {
  readonly actions: Int32Array;
  /** The scores of each, row after row. */
  readonly scores: Float32Array;
}

/** What is known of one served answer beside the answer itself. */
export interface Circumstances {
  /** Rows that the endpoint had answered before, as far as can be told from outside. */
  readonly ordinal: number;
  /** Number of the unbroken stretch of requests made one after the other; -1 where requests overlapped. */
  readonly stretch: number;
  /** What the model gives to the row before it, within its stretch, where there is one. */
  readonly previous: RowAnswers | undefined;
  /** Whether another request was under way when it was sent. */
  readonly overlapped: boolean;
  /** Whether a request that is wrong was sent together with it. */
  readonly besideMalformed: boolean;
  /** `used_trained_model`, as it was stated. */
  readonly flag: boolean | undefined;
  /** Its place in its request. */
  readonly position: number;
  /** What the model gives to each row of its request. */
  readonly request: RowAnswers;
}

/** Rows that were sent before, for stacks that answer with what they answered earlier. */
export interface EarlierRows {
  readonly observations: ObservationBlock;
  readonly ordinals: Int32Array;
  /** What the model gives to them. */
  readonly answers: OracleAnswers;
}

/** Served answers, in the order in which they were asked for, beside what the model gives. No near-ties among them. */
export interface Sample {
  readonly observations: ObservationBlock;
  readonly oracle: OracleAnswers;
  readonly served: Int32Array;
  /** `rows * width` scores, NaN where a row states none; undefined where no row states any. */
  readonly servedScores: Float32Array | undefined;
  /** 1 where the row is for fitting; on the others, what was fitted is judged. */
  readonly forFitting: Uint8Array;
  readonly circumstances: readonly Circumstances[];
  readonly earlier: EarlierRows;
  readonly features: readonly Feature[];
  /** What the features are inputs of, and which of them is the mask. */
  readonly inputs: readonly InputTensor[];
  readonly mask: string | undefined;
  readonly labels: readonly string[];
  /** The discrete form of a continuous action, and what of it was stated: -1 where a row states none. */
  readonly discretised: (Discretised & { readonly served: Int32Array }) | undefined;
  /** How scores become an action. */
  readonly rule: DecisionRule;
  readonly tolerance: Tolerance;
}

/** In place of a predicted action: the explanation says nothing of this row, and is not judged by it. */
export const undecided = -2;
/** In place of a predicted action: any but the model's. */
export const anotherThanTheModels = -3;

/** One way in which the served answers may have come about, with what it would have answered to every row. */
export interface Explanation {
  /** Name of the hypothesis, in kebab-case. */
  readonly hypothesis: string;
  /** Plain words, such as `features 3 (a) to 53 (b) are zero-filled`. */
  readonly sentence: string;
  /** One action a row, or `undecided`, or `anotherThanTheModels`. */
  readonly actions: Int32Array;
  /** One row of scores a row, where the hypothesis says what they are. */
  readonly scores: Float32Array | undefined;
  /** Of two that explain as much, the one with less is believed. 1 is a fault without parameters. */
  readonly complexity: number;
  /** Each answer is looked up by what was served: believed only where nothing foretells it. */
  readonly hindsight?: boolean;
}

/** A family of wrong oracles: fits its parameters to the rows for fitting. Pure, but for asking the model. */
export type Hypothesis = (sample: Sample, evaluate: Evaluate) => Promise<readonly Explanation[]>;
