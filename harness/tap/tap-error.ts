import { AssayError, exitCodes } from '../assay-error.ts';

export type TapErrorCode = 'TAP_PORT_IN_USE' | 'TAP_CANNOT_LISTEN' | 'TAP_TARGET_INVALID';

/** The tap could not be put between application and endpoint: nothing is known of the model, so the run is UNPROVEN. */
export class TapError extends AssayError {
  readonly exitCode = exitCodes.unproven;
  declare readonly code: TapErrorCode;
}
