import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
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
  const evidence = newEvidence();
  // What is written there finds no room.
  symlinkSync('/dev/full', join(evidence.path, file));
  await expect(write(evidence)).rejects.toMatchObject({
    code: 'EVIDENCE_NOT_WRITTEN',
    exitCode: 70,
    problem: `${join(evidence.path, file)} cannot be written: ENOSPC: no space left on device, write`,
    remedy: expect.stringMatching(/^make room on its disk/),
  });
});

test('what a component put there is digested by its path, and only files are read', async () => {
  const evidence = newEvidence();
  const inside = (...path: string[]) => join(evidence.path, ...path);
  await evidence.writeReport('junit.xml', 'abc');
  mkdirSync(inside('logs', 'empty'), { recursive: true });
  writeFileSync(inside('logs', 'server.log'), 'abc');
  symlinkSync('rotated.log', inside('logs', 'latest.log'));
  // Who reads it waits for one who writes.
  execFileSync('mkfifo', [inside('control')]);
  await evidence.writeDigests();
  const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  expect(JSON.parse(readFileSync(evidence.file('digests'), 'utf8'))).toEqual({
    'junit.xml': abc,
    'logs/server.log': abc,
  });
});

function newEvidence(): EvidenceFolder {
  const folder = mkdtempSync(join(tmpdir(), 'evidence-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return EvidenceFolder.create(join(folder, 'evidence'));
}
