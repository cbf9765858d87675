import { AssayError, type ErrorDetail, exitCodes } from '../assay-error.ts';

export type StackErrorCode =
  | 'STACK_NOT_READY'
  | 'STACK_EXITED'
  | 'STACK_PORT_IN_USE'
  | 'STACK_COMMAND_NOT_FOUND'
  | 'STACK_FOLDER_MISSING'
  | 'STACK_SECRET_MISSING'
  | 'STACK_HEADER_INVALID'
  | 'STACK_FOREIGN_LISTENER'
  | 'STACK_NOT_STOPPED'
  | 'STACK_NO_GUARD'
  | 'STACK_NOT_OURS'
  | 'STACK_NO_ENGINE'
  | 'STACK_BUILD_FAILED'
  | 'STACK_IMAGE_MISSING'
  | 'STACK_CONTAINER_FAILED';

/** The stack could not be started, reached or stopped: nothing is known of the model, so the run is UNPROVEN. */
export class StackError extends AssayError {
  readonly exitCode = exitCodes.unproven;
  /** The problem without the last lines. */
  readonly event: string;
  /** What the component wrote last, oldest first; also part of the problem. */
  readonly lastLines: readonly string[];

  constructor(code: StackErrorCode, detail: ErrorDetail & { readonly lastLines?: readonly string[] }) {
    const lastLines = detail.lastLines ?? [];
    super(code, { ...detail, problem: withLines(detail.problem, lastLines) });
    this.event = detail.problem;
    this.lastLines = lastLines;
  }
}

function withLines(problem: string, lines: readonly string[]): string {
  if (lines.length === 0) return problem;
  return [`${problem}; its last lines:`, ...lines.map((line) => `    ${line}`)].join('\n');
}
