/** A long computation in short steps: whoever carries it out may do something else after each. */
export type Steps<Result> = Generator<void, Result, void>;

/** Carries out a computation. */
export type CarryOut = <Result>(steps: Steps<Result>) => Promise<Result>;
