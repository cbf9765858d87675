import type { ObservationBlock } from '../contract/observation-block.ts';

/** What the artifact answers to a block of observations. */
export interface OracleAnswers {
  readonly rows: number;
  /** Scores a row. */
  readonly width: number;
  /** `rows * width` scores, row after row. */
  readonly scores: Float32Array;
  /** Index of the best score of each row. */
  readonly actions: Int32Array;
  /** Best score minus second-best, a row. */
  readonly margins: Float32Array;
}

/** Anything that can say what a policy answers. */
export type Evaluate = (block: ObservationBlock) => Promise<OracleAnswers>;
