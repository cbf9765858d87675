import { describe, expect, test } from 'vitest';
import { describeMismatch } from './model-contract.ts';
import { linearContract } from './testing/scratch.ts';

const { policy } = linearContract({ path: 'policy.onnx', sha256: '' });
const input = { name: 'observation', dtype: 'float32', shape: ['batch', 4] };
const output = { name: 'logits', dtype: 'float32', shape: ['batch', 3] };

describe('a model and its contract', () => {
  test.each([
    ['as the contract says', { inputs: [input], outputs: [output] }],
    ['with another name for the batch', { inputs: [{ ...input, shape: ['N', 4] }], outputs: [output] }],
    ['with sizes that are open', { inputs: [{ ...input, shape: ['N', 'F'] }], outputs: [output] }],
    ['without a declared output shape', { inputs: [input], outputs: [{ ...output, shape: undefined }] }],
    ['with a further output', { inputs: [input], outputs: [{ ...output, name: 'value' }, output] }],
  ])('agree: %s', (_, model) => {
    expect(describeMismatch(model, policy)).toEqual([]);
  });

  test.each([
    [
      { inputs: [{ ...input, name: 'obs' }], outputs: [output] },
      [
        'the model has no input observation; it has obs',
        'the model also asks for obs, which the contract does not name',
      ],
    ],
    [{ inputs: [input], outputs: [] }, ['the model has no output logits; it has none']],
    [
      { inputs: [{ ...input, shape: ['batch', 5] }], outputs: [output] },
      ['the input observation has the shape [batch, 5]; the contract says [batch, 4]'],
    ],
    [
      { inputs: [{ ...input, shape: ['batch', 1, 4] }], outputs: [output] },
      ['the input observation has the shape [batch, 1, 4]; the contract says [batch, 4]'],
    ],
    [
      { inputs: [{ ...input, dtype: 'float64' }], outputs: [{ ...output, shape: ['batch', 4] }] },
      [
        'the input observation is float64; the contract says float32',
        'the output logits has the shape [batch, 4]; the contract says [batch, 3]',
      ],
    ],
    [
      { inputs: [input, { ...input, name: 'mask' }], outputs: [output] },
      ['the model also asks for mask, which the contract does not name'],
    ],
    [
      { inputs: [{ ...input, shape: [1, 4] }], outputs: [{ ...output, shape: [1, 3] }] },
      ['the input observation takes exactly 1 row: batches are impossible; export the model with a dynamic batch axis'],
    ],
    [
      { inputs: [{ ...input, shape: [8, 4] }], outputs: [output] },
      [
        'the input observation takes exactly 8 rows: other batches are impossible; ' +
          'export the model with a dynamic batch axis',
      ],
    ],
  ])('disagree %#: every mismatch is one sentence', (model, sentences) => {
    expect(describeMismatch(model, policy)).toEqual(sentences);
  });
});
