import { InferenceSession } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { placedInputs, tensorOf } from '../contract/tensor.ts';
import { brokenArtifact, brokenKinds } from './broken-artifacts.ts';
import { readOnnx } from './onnx-file.ts';
import { linearModel } from './testing/onnx-model.ts';

const sound = linearModel();
const policy = {
  inputs: placedInputs([{ name: 'observation', shape: ['batch', 4], dtype: 'float32' }]),
  outputs: [tensorOf({ name: 'logits', shape: ['batch', 3], dtype: 'float32' })],
};

describe.each(brokenKinds.filter((kind) => kind !== 'an artifact of another shape'))('%s', (kind) => {
  test('cannot be loaded, and leaves the sound one as it was', async () => {
    const before = sound.slice();
    const broken = brokenArtifact(kind, sound, policy);
    expect('kind' in readOnnx(broken)).toBe(true);
    await expect(InferenceSession.create(broken)).rejects.toThrow();
    expect(sound).toEqual(before);
  });
});

test('an artifact of another shape is a sound model that takes one value more', async () => {
  const session = await InferenceSession.create(brokenArtifact('an artifact of another shape', sound, policy));
  expect(session.inputNames).toEqual(['observation']);
  expect(session.inputMetadata[0]).toMatchObject({ shape: ['batch', 5] });
  expect(session.outputNames).toEqual(['logits']);
  await session.release();
});

test('of several inputs and any rank, the first takes one value more', async () => {
  const several = {
    inputs: placedInputs([
      { name: 'bars', shape: ['batch', 6, 5], dtype: 'float32' },
      { name: 'mask', shape: ['batch', 3], dtype: 'bool' },
    ]),
    outputs: [tensorOf({ name: 'logits', shape: ['batch', 3], dtype: 'float32' })],
  };
  expect(readOnnx(brokenArtifact('an artifact of another shape', sound, several))).toMatchObject({
    inputs: [
      { name: 'bars', shape: ['batch', 6, 6] },
      { name: 'mask', shape: ['batch', 3] },
    ],
  });
});
