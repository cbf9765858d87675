/** What the stack does instead of asking the model: the wrong oracle that fits what was served. */
export interface Diagnosis {
  /** Name of the hypothesis, in kebab-case. */
  readonly hypothesis: string;
  /** Such as `features 3 to 53 are zero-filled`. */
  readonly sentence: string;
  /** Served answers that the hypothesis reproduces, of those that it was fitted to. */
  readonly explained: number;
  readonly of: number;
}
