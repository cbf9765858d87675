import { join } from 'node:path';
import { EvidenceFolder } from '../../evidence/evidence-folder.ts';
import type { VerdictDocument } from '../../evidence/verdict-document.ts';
import { readInputs, type VerifyFlags } from '../run-inputs.ts';
import { verify } from '../verify.ts';
import { Files } from './kalshi-files.ts';

/** What the command would say; its evidence is gone then. */
export async function verified(flags: VerifyFlags): Promise<VerdictDocument> {
  using files = new Files();
  const inputs = await readInputs({ seed: 1, ...flags });
  const evidence = EvidenceFolder.create(join(files.folder, 'evidence'));
  return await verify(inputs, { evidence, signal: new AbortController().signal, progress: () => {} });
}
