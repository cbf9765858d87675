import { join } from 'node:path';
import { type ExitCode, exitCodes } from '../assay-error.ts';
import { EvidenceFolder } from '../evidence/evidence-folder.ts';
import type { VerdictDocument } from '../evidence/verdict-document.ts';
import { jsonReport } from '../report/json.ts';
import { Progress } from '../report/progress.ts';
import { terminalReport } from '../report/terminal.ts';
import { readInputs, type VerifyFlags } from './run-inputs.ts';
import { verify } from './verify.ts';

export interface VerifyCommandFlags extends Partial<VerifyFlags> {
  readonly observations: number;
  readonly out?: string;
  readonly json?: boolean;
}

const widthWithoutTerminal = 100;

/** `assay verify`: people's words go to standard error with `--json`, to standard output without. */
export async function verifyCommand(flags: VerifyCommandFlags, signal: AbortSignal): Promise<ExitCode> {
  const inputs = await readInputs(flags);
  const evidence = EvidenceFolder.create(flags.out ?? defaultFolder(inputs.contract.contract, inputs.seed));
  const stream = flags.json ? process.stderr : process.stdout;
  const progress = new Progress(process.stderr);
  let document: VerdictDocument;
  try {
    document = await verify(inputs, {
      evidence,
      signal,
      progress: (phase, requests) => progress.show({ phase, requests }),
    });
  } finally {
    progress.clear();
  }
  const width = stream.columns ?? widthWithoutTerminal;
  stream.write(`${terminalReport(document, { width, colour: stream.isTTY === true && stream.hasColors() })}\n`);
  if (flags.json) process.stdout.write(`${jsonReport(document)}\n`);
  return { PROVEN: exitCodes.proven, REFUTED: exitCodes.refuted, UNPROVEN: exitCodes.unproven }[document.verdict];
}

function defaultFolder(contract: string, seed: number): string {
  const moment = new Date().toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  return join('assay-evidence', `${contract}-${moment}-${seed}`);
}
