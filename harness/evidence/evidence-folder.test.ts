import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { History } from '../history/history.ts';
import { EvidenceFolder } from './evidence-folder.ts';
import type { VerdictDocument } from './verdict-document.ts';

/** As a history of one line. */
const history = { logs: () => [{ source: 'endpoint', stream: 'stdout', at: 1, text: 'a line' }] } as unknown as History;

test.each<[file: string, write: (evidence: EvidenceFolder) => Promise<void>]>([
  ['contract.yaml', (evidence) => evidence.writeInputs({ contract: 'contract: a', stack: 'stack: b' })],
  ['endpoint.log', (evidence) => evidence.writeLog(history)],
  ['verdict.json', (evidence) => evidence.writeVerdict({ verdict: 'PROVEN' } as VerdictDocument)],
  ['junit.xml', (evidence) => evidence.writeReport('junit.xml', '<testsuites/>')],
  ['digests.json', (evidence) => evidence.writeDigests()],
])('a disk without room for %s is named, and is no verdict', async (file, write) => {
  const folder = mkdtempSync(join(tmpdir(), 'evidence-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const evidence = EvidenceFolder.create(join(folder, 'evidence'));
  // What is written there finds no room.
  symlinkSync('/dev/full', join(evidence.path, file));
  await expect(write(evidence)).rejects.toMatchObject({
    code: 'EVIDENCE_NOT_WRITTEN',
    exitCode: 70,
    problem: `${join(evidence.path, file)} cannot be written: ENOSPC: no space left on device, write`,
    remedy: expect.stringMatching(/^make room on its disk/),
  });
});
