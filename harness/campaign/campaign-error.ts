import { AssayError, exitCodes } from '../assay-error.ts';

/** The campaign cannot go on: the stack is gone, or does not answer. A broken stack is no wrong model. */
export class CampaignError extends AssayError {
  override readonly exitCode = exitCodes.unproven;
}
