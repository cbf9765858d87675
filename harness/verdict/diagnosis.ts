/** What the stack does instead of asking the model: the wrong oracle that fits what was served. */
export interface Diagnosis {
  /** Name of the hypothesis, in kebab-case. */
  readonly hypothesis: string;
  /** Such as `features 3 (a) to 53 (b) are zero-filled`. */
  readonly sentence: string;
  /** Served answers that the hypothesis reproduces, of a sample in which those that the model does not explain are many. */
  readonly explained: number;
  readonly of: number;
}
