/** What an error says: what happened, and what to do about it. */
export interface ErrorDetail {
  readonly problem: string;
  readonly remedy: string;
  readonly cause?: unknown;
}

/**
 * Exit codes of the command. A wrong model (1) and a broken machine (2, 64, 70) are never the same code.
 */
export const exitCodes = { proven: 0, refuted: 1, unproven: 2, usage: 64, harness: 70, interrupted: 130 } as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Base of every error that Assay raises on purpose; anything else that is thrown is a fault of the harness (exit 70). */
export abstract class AssayError extends Error {
  abstract readonly exitCode: ExitCode;
  readonly code: string;
  readonly problem: string;
  readonly remedy: string;

  constructor(code: string, { problem, remedy, cause }: ErrorDetail) {
    super(`${problem}\n  remedy: ${remedy}`, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.code = code;
    this.problem = problem;
    this.remedy = remedy;
  }
}
