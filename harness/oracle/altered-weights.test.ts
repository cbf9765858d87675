import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { toEightBits, withoutNormalisation, withRoundedMatrices } from './altered-weights.ts';
import { nearestFloat16 } from './float16.ts';
import { readOnnxGraph } from './onnx-graph.ts';
import { linearModel } from './testing/onnx-model.ts';

const weights = [
  [1, 0.3, -0.7],
  [0.1, -1, 0.05],
];

function constant(file: Uint8Array, name: string): number[] {
  const { bytes } = readOnnxGraph(file).constants.get(name)!;
  return Array.from({ length: bytes.byteLength / 4 }, (_, index) => bytes.getFloat32(4 * index, true));
}

describe('matrices that are rounded', () => {
  const file = linearModel({ weights, bias: [0.3, 0.7] });

  test('are those of the file, to 8 bits of their greatest weight; the file stays as it is', () => {
    const rounded = withRoundedMatrices(file, toEightBits);
    expect(constant(rounded, 'weights')).toEqual(
      weights.flat().map((weight) => Math.fround(Math.round(weight * 127) / 127)),
    );
    expect(constant(file, 'weights')).toEqual(weights.flat().map(Math.fround));
  });

  test('leave the biases alone', () => {
    expect(
      constant(
        withRoundedMatrices(file, () => nearestFloat16),
        'bias',
      ),
    ).toEqual([0.3, 0.7].map(Math.fround));
  });
});

describe('an artifact without its normalisation', () => {
  test('subtracts 0 and divides by 1', () => {
    const file = readFileSync(new URL('../../fixtures/policies/bar-window/policy.onnx', import.meta.url));
    const raw = withoutNormalisation(file, ['observation'])!;
    const changed = [...readOnnxGraph(raw).constants].filter(([name]) => {
      const before = constant(file, name);
      return constant(raw, name).some((value, index) => value !== before[index]);
    });
    const values = changed.flatMap(([name]) => constant(raw, name)).map((value) => Math.min(Math.abs(value), 2));
    expect(new Set(values)).toEqual(new Set([0, 1, 2]));
  });

  test('is none where the inputs meet a matrix first', () => {
    expect(withoutNormalisation(linearModel({ weights }), ['observation'])).toBeUndefined();
  });
});

test.each([
  [0.1, 0.0999755859375],
  [1, 1],
  [-65_520, -65_504],
  [2 ** -25, 0],
  [1 + 2 ** -11, 1],
  [1 + 3 * 2 ** -11, 1 + 2 ** -9],
])('the float16 nearest to %d is %d', (value, nearest) => {
  expect(nearestFloat16(value)).toBe(nearest);
});
