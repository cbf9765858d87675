import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { defaultContract, defaultStack } from '../harness/cli/package-files.ts';
import { readInputs } from '../harness/cli/run-inputs.ts';
import { verify } from '../harness/cli/verify.ts';
import { EvidenceFolder } from '../harness/evidence/evidence-folder.ts';
import type { VerdictDocument } from '../harness/evidence/verdict-document.ts';
import { runDirectory } from '../harness/stack/run-directory.ts';
import { definitionOfDone } from './definition-of-done.ts';

/** The same suites as `assay verify`, every asked clause a test; ASSAY_CONTRACT and ASSAY_STACK name others to verify. */
const inputs = await readInputs({
  contract: process.env.ASSAY_CONTRACT ?? defaultContract,
  stack: process.env.ASSAY_STACK ?? defaultStack,
  observations: 5_120,
});
let document: VerdictDocument;

beforeAll(async () => {
  await using folder = await runDirectory();
  const evidence = EvidenceFolder.create(join(folder.path, 'evidence'));
  document = await verify(inputs, { evidence, signal: new AbortController().signal, progress: () => {} });
});

for (const { group, title, clauses } of definitionOfDone) {
  const asked = clauses.filter(({ id }) => inputs.asked.includes(id));
  if (asked.length === 0) continue;
  describe(`${group}: ${title}`, () => {
    for (const { id, sentence } of asked) {
      test(`${id}: ${sentence}`, () => {
        const { verdict, findings, reason } = document.clauses.find((clause) => clause.id === id)!;
        expect({ verdict, findings, reason }).toEqual({ verdict: 'PROVEN', findings: [], reason: null });
      });
    }
  });
}
