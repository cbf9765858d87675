import { AssayError, exitCodes } from '../assay-error.ts';

/** The journal cannot be written or read. */
export class HistoryError extends AssayError {
  override readonly exitCode = exitCodes.harness;
}
