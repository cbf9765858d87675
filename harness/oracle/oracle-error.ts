import { AssayError, type ErrorDetail, exitCodes } from '../assay-error.ts';

export type OracleErrorCode = 'ORACLE_CLOSED' | 'ORACLE_WORKER_LOST' | 'ORACLE_BLOCK';

/** The oracle itself failed: nothing follows from it about the artifact or the stack. */
export class OracleError extends AssayError {
  override readonly exitCode = exitCodes.harness;
  declare readonly code: OracleErrorCode;

  constructor(code: OracleErrorCode, detail: ErrorDetail) {
    super(code, detail);
  }
}
