import { AssayError, exitCodes } from '../assay-error.ts';

/** The evidence folder that was named cannot be written, or holds no evidence. */
export class EvidenceError extends AssayError {
  override readonly exitCode = exitCodes.usage;
}

/** The evidence of a run that was judged could not be kept: there is no verdict then, whatever it would have been. */
export class EvidenceLostError extends AssayError {
  override readonly exitCode = exitCodes.harness;
}
