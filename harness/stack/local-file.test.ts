import { createHash } from 'node:crypto';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { largestFile } from './held-file.ts';
import { localFiles } from './local-file.ts';

test('a file of this machine has its digest; what is none, not there or too large is told', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'local-file-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const at = (name: string) => localFiles('endpoint').fileAt(join(folder, name), new AbortController().signal);
  await writeFile(join(folder, 'model.bin'), 'weights');
  await writeFile(join(folder, 'large.bin'), '');
  await truncate(join(folder, 'large.bin'), largestFile + 1);
  expect(await at('model.bin')).toEqual({ sha256: createHash('sha256').update('weights').digest('hex') });
  expect(await at('.')).toEqual({ problem: expect.stringMatching(/ is no file$/) });
  expect(await at('absent.bin')).toEqual({ problem: expect.stringContaining('no such file') });
  expect(await at('large.bin')).toEqual({ problem: expect.stringContaining('is larger than 8 GiB') });
});
