import { AssayError, exitCodes } from '../assay-error.ts';

/** A stack file or contract asks for something that a protocol cannot do, or leaves out what it needs. */
export class ProtocolError extends AssayError {
  readonly exitCode = exitCodes.usage;
}
