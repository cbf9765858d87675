import { InferenceSession } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { placedInputs, tensorOf } from '../contract/tensor.ts';
import { brokenArtifacts, brokenForms, brokenKinds } from './broken-artifacts.ts';
import { readOnnx } from './onnx-file.ts';
import { linearModel } from './testing/onnx-model.ts';

const sound = linearModel();
const policy = {
  inputs: placedInputs([{ name: 'observation', shape: ['batch', 4], dtype: 'float32' }]),
  outputs: [tensorOf({ name: 'logits', shape: ['batch', 3], dtype: 'float32' })],
};

const ofAnotherShape = (of: Parameters<typeof brokenArtifacts>[1]) =>
  brokenArtifacts(sound, of).get('an artifact of another shape')!;

describe.each(brokenKinds.filter((kind) => kind !== 'an artifact of another shape'))('%s', (kind) => {
  test('cannot be loaded, and leaves the sound one as it was', async () => {
    const before = sound.slice();
    const broken = brokenArtifacts(sound, policy).get(kind)!;
    expect('kind' in readOnnx(broken)).toBe(true);
    await expect(InferenceSession.create(broken)).rejects.toThrow();
    expect(sound).toEqual(before);
  });
});

test('an artifact of another shape is a sound model that takes one value more', async () => {
  const session = await InferenceSession.create(ofAnotherShape(policy));
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
  expect(readOnnx(ofAnotherShape(several))).toMatchObject({
    inputs: [
      { name: 'bars', shape: ['batch', 6, 6] },
      { name: 'mask', shape: ['batch', 3] },
    ],
  });
});

test('of a file in another form, the head and the second half are gone, and one of another shape is what lies there', () => {
  const archive = Uint8Array.from({ length: 1_000 }, (_, index) => 1 + (index % 255));
  const before = archive.slice();
  const another = Uint8Array.of(80, 75, 3, 4);
  const broken = brokenForms(archive, another);
  expect([...broken.keys()]).toEqual([...brokenKinds]);
  expect(broken.get('half an artifact')).toEqual(archive.slice(0, 500));
  expect(broken.get('an artifact with a hole')).toEqual(Uint8Array.from(before, (byte, at) => (at < 64 ? 0 : byte)));
  expect(broken.get('an empty file')).toEqual(new Uint8Array());
  expect(broken.get('an artifact of another shape')).toBe(another);
  expect(archive).toEqual(before);
});

test('of a file in another form, none of another shape is made up', () => {
  expect([...brokenForms(Uint8Array.of(1, 2), undefined).keys()]).toEqual(brokenKinds.slice(0, 3));
});
