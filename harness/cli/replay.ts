import { type ExitCode, exitCodes } from '../assay-error.ts';

export async function replayEvidence(_e: string, _c: string | undefined, _s: AbortSignal): Promise<ExitCode> {
  return exitCodes.harness;
}
