import { AssayError, type ErrorDetail, exitCodes } from '../assay-error.ts';

export type ArtifactErrorCode =
  | 'ARTIFACT_MISSING'
  | 'ARTIFACT_UNREADABLE'
  | 'ARTIFACT_EMPTY'
  | 'ARTIFACT_TOO_LARGE'
  | 'ARTIFACT_NOT_ONNX'
  | 'ARTIFACT_TRUNCATED'
  /** Begins as ONNX does, but is not a model that onnxruntime accepts. */
  | 'ARTIFACT_INVALID'
  | 'ARTIFACT_OPSET_UNKNOWN'
  | 'ARTIFACT_OPERATOR_UNKNOWN'
  | 'ARTIFACT_EXTERNAL_DATA'
  /** Not the file that the policy names: its SHA-256 is another. */
  | 'ARTIFACT_DIGEST'
  /** Its inputs and outputs are not the contract's: it cannot be asked, or what it gives is something else. */
  | 'ARTIFACT_MISMATCH'
  /** It loads, and fails when it is run. */
  | 'ARTIFACT_FAILS';

/** The artifact cannot serve as the reference: the file is at fault, or the contract that names it. */
export class ArtifactError extends AssayError {
  override readonly exitCode = exitCodes.usage;
  declare readonly code: ArtifactErrorCode;

  constructor(code: ArtifactErrorCode, detail: ErrorDetail) {
    super(code, detail);
  }
}

/** ARTIFACT_MISMATCH, with every way in which the artifact is not what the contract says. */
export class ArtifactMismatch extends ArtifactError {
  readonly mismatches: readonly string[];

  constructor(path: string, mismatches: readonly string[]) {
    super('ARTIFACT_MISMATCH', {
      problem: `${path} is not what the contract says: ${mismatches.join('; ')}`,
      remedy: 'correct inputs and output of the policy in the contract, or export the policy again',
    });
    this.mismatches = mismatches;
  }
}
