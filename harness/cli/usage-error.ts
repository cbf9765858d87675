import { AssayError, exitCodes } from '../assay-error.ts';

/** The command was called with something that does not exist or does not fit. */
export class UsageError extends AssayError {
  override readonly exitCode = exitCodes.usage;
}
