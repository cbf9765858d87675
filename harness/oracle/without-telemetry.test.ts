import { execFile } from 'node:child_process';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { linearModel } from './testing/onnx-model.ts';
import { openScratch } from './testing/scratch.ts';

test('an oracle leaves nothing in the home and the temporary folder, where onnxruntime keeps its telemetry', async () => {
  await using scratch = await openScratch();
  const path = await scratch.write('policy.onnx', linearModel());
  const own = join(scratch.folder, 'own');
  await mkdir(own);

  const program = join(import.meta.dirname, 'testing/close-while-asked.ts');
  await promisify(execFile)(process.execPath, [program, path], { env: { HOME: own, TMPDIR: own } });

  expect(await readdir(own, { recursive: true })).toEqual([]);
});
