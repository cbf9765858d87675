import { describe, expect, test } from 'vitest';
import { readOnnx } from './onnx-file.ts';
import { message, tensor, text, value } from './onnx-writer.ts';
import { linearModel } from './testing/onnx-model.ts';

describe('what an ONNX file says of itself', () => {
  test('versions, producer, inputs and outputs are read without loading it', () => {
    expect(readOnnx(linearModel({ batch: 'rows', opset: 18, irVersion: 9, inModel: text(3, '1.2') }))).toEqual({
      irVersion: 9,
      opset: 18,
      producer: 'assay-tests 1.2',
      inputs: [{ name: 'observation', dtype: 'float32', shape: ['rows', 4] }],
      outputs: [{ name: 'logits', dtype: 'float32', shape: ['rows', 3] }],
      externalData: [],
    });
  });

  test('sizes that are -1 or nameless are open', () => {
    const model = readOnnx(linearModel({ inGraph: message(12, value('other', [-1, '', 7], 11)) }));
    expect(model).toMatchObject({ outputs: [{}, { name: 'other', dtype: 'float64', shape: ['?', '?', 7] }] });
  });

  test('a tensor without a shape has none, and a sequence is named as such', () => {
    const shapeless = message(12, (output) => {
      text(1, 'shapeless')(output);
      message(
        2,
        message(1, (type) => type.uint32(1 << 3).int32(1)),
      )(output);
    });
    const sequence = message(12, (output) => {
      text(1, 'sequence')(output);
      message(
        2,
        message(4, () => undefined),
      )(output);
    });
    const model = readOnnx(
      linearModel({
        inGraph: (graph) => {
          shapeless(graph);
          sequence(graph);
        },
      }),
    );
    expect(model).toMatchObject({
      outputs: [
        {},
        { name: 'shapeless', dtype: 'float32', shape: undefined },
        { name: 'sequence', dtype: 'sequence', shape: undefined },
      ],
    });
  });

  test('weights that are listed among the inputs are no inputs', () => {
    const model = linearModel({ inGraph: message(11, value('weights', [3, 4])) });
    expect(readOnnx(model)).toMatchObject({ inputs: [{ name: 'observation' }] });
  });

  test('every proper beginning of a model is refused, but for those that lack only its end', () => {
    const model = linearModel();
    for (let length = 1; length < model.length; length += 1) {
      expect(readOnnx(model.subarray(0, length)), `the first ${length} bytes`).toHaveProperty('problem');
    }
  });

  test('a damaged part within a whole file is not called truncated', () => {
    const model = linearModel();
    const graphLength = model.indexOf(0x3a) + 1;
    const nodeLength = model.indexOf(0x0a, graphLength) + 1;
    model[nodeLength] = 0x7f;
    model[nodeLength + 1] = 0x7f;
    expect(readOnnx(model)).toMatchObject({ kind: 'invalid' });
  });

  test('messages that nest without end are refused', () => {
    let nested: Parameters<typeof message>[1] = tensor('deep', [0], []);
    for (let depth = 0; depth < 40; depth += 1) {
      const inner = nested;
      nested = message(1, message(5, message(6, inner)));
    }
    expect(readOnnx(linearModel({ inGraph: nested }))).toMatchObject({ kind: 'invalid' });
  });

  test('bytes that do not begin as a model does are foreign', () => {
    expect(readOnnx(new Uint8Array([0xff, 1, 2, 3]))).toMatchObject({ kind: 'foreign' });
    expect(readOnnx(new Uint8Array())).toMatchObject({ kind: 'foreign' });
  });
});
