import { AssayError, exitCodes } from '../assay-error.ts';

/** The evidence folder that was named cannot be written, or holds no evidence. */
export class EvidenceError extends AssayError {
  override readonly exitCode = exitCodes.usage;
}
