import { AssayError, exitCodes } from '../assay-error.ts';

/** Observations cannot be drawn as asked: `SEED_OUT_OF_RANGE`, `RANGE_WITHOUT_FLOAT32`, `ROWS_DO_NOT_FIT`. */
export class ObservationError extends AssayError {
  readonly exitCode = exitCodes.usage;
}
