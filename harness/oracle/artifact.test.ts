import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { symlink, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inspectArtifact, readArtifact } from './artifact.ts';
import { linearModel } from './testing/onnx-model.ts';
import { openScratch, type Scratch } from './testing/scratch.ts';

let scratch: Scratch;
beforeAll(async () => {
  scratch = await openScratch();
});
afterAll(() => scratch[Symbol.asyncDispose]());

describe('an artifact that can be read', () => {
  test('is described with the digest of its bytes', async () => {
    const bytes = linearModel();
    const path = await scratch.write('policy.onnx', bytes);
    expect(await inspectArtifact(path)).toEqual({
      path,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      bytes: bytes.length,
      irVersion: 8,
      opset: 17,
      producer: 'assay-tests',
      inputs: [{ name: 'observation', dtype: 'float32', shape: ['batch', 4] }],
      outputs: [{ name: 'logits', dtype: 'float32', shape: ['batch', 3] }],
    });
  });

  test('is digested whole when it is read in several pieces', async () => {
    const bytes = linearModel({ weights: Array.from({ length: 1200 }, () => new Array(1000).fill(0.5)) });
    const path = await scratch.write('large.onnx', bytes);
    expect((await readArtifact(path)).sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  test('may stand behind a symbolic link', async () => {
    const path = await scratch.write('target.onnx', linearModel());
    await symlink(path, join(scratch.folder, 'link.onnx'));
    expect(await readArtifact(join(scratch.folder, 'link.onnx'))).toHaveProperty('sha256');
  });
});

describe('an artifact that cannot be read', () => {
  test('is missing', async () => {
    await expect(readArtifact(join(scratch.folder, 'none.onnx'))).rejects.toMatchObject({ code: 'ARTIFACT_MISSING' });
  });

  test('is a folder', async () => {
    await expect(readArtifact(scratch.folder)).rejects.toMatchObject({
      code: 'ARTIFACT_UNREADABLE',
      exitCode: 64,
      problem: expect.stringContaining('is a folder'),
    });
  });

  test('is a named pipe, for which nobody waits', async () => {
    const path = join(scratch.folder, 'pipe.onnx');
    await promisify(execFile)('mkfifo', [path]);
    await expect(readArtifact(path)).rejects.toMatchObject({ code: 'ARTIFACT_UNREADABLE' });
  });

  test('is empty', async () => {
    const path = await scratch.write('empty.onnx', '');
    await expect(readArtifact(path)).rejects.toMatchObject({ code: 'ARTIFACT_EMPTY' });
  });

  test('is larger than any ONNX file', async () => {
    const path = await scratch.write('sparse.onnx', '');
    await truncate(path, 2 * 1024 ** 3);
    await expect(readArtifact(path)).rejects.toMatchObject({ code: 'ARTIFACT_TOO_LARGE' });
  });
});

describe('an artifact that is something else is named as what it is', () => {
  test.each([
    ['a Python pickle', Uint8Array.of(0x80, 4, 0x95, 1, 2, 3)],
    ['a zip archive', 'PK\x03\x04and more'],
    ['an HTML or XML page', '\n<!DOCTYPE html><title>Sign in</title>'],
    ['a Git LFS pointer', 'version https://git-lfs.github.com/spec/v1\noid sha256:12'],
    ["onnxruntime's own format", 'abcdORTMxyz'],
    ['JSON', '{"model": 1}'],
    ['a safetensors file', Uint8Array.of(64, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0x22, 0x77)],
    ['zeros', new Uint8Array(4096)],
    ['does not begin as an ONNX model does', 'import torch'],
  ])('%s', async (name, content) => {
    const path = await scratch.write('foreign.onnx', content);
    await expect(readArtifact(path)).rejects.toMatchObject({
      code: 'ARTIFACT_NOT_ONNX',
      problem: expect.stringContaining(name),
      remedy: expect.stringMatching(/\w/),
    });
  });
});

describe('an artifact that is not whole', () => {
  test('is called truncated', async () => {
    const bytes = linearModel();
    const path = await scratch.write('half.onnx', bytes.subarray(0, bytes.length / 2));
    await expect(readArtifact(path)).rejects.toMatchObject({ code: 'ARTIFACT_TRUNCATED' });
  });

  test.each([
    ['weights.bin', '"weights.bin"'],
    ['../weights.bin', "outside the artifact's folder"],
    ['sub/../../weights.bin', "outside the artifact's folder"],
    ['/etc/passwd', "outside the artifact's folder"],
    ['*/_ORT_MEM_ADDR_/*', '_ORT_MEM_ADDR_'],
  ])('keeps its weights in %s, which no digest covers', async (externalLocation, said) => {
    const path = await scratch.write('external.onnx', linearModel({ externalLocation }));
    await expect(readArtifact(path)).rejects.toMatchObject({
      code: 'ARTIFACT_EXTERNAL_DATA',
      problem: expect.stringContaining(said),
      remedy: expect.stringContaining('save_as_external_data=False'),
    });
  });
});
