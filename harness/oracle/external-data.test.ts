import { describe, expect, test } from 'vitest';
import { readOnnx } from './onnx-file.ts';
import { integer, message, text } from './onnx-writer.ts';
import { externalTensor, linearModel } from './testing/onnx-model.ts';

type Write = Parameters<typeof message>[1];

const hidden = externalTensor('hidden', [1], '../secret.bin');
const found = [{ tensor: 'hidden', location: '../secret.bin' }];

const attribute =
  (field: number, content: Write): Write =>
  (writer) => {
    text(1, 'value')(writer);
    message(field, content)(writer);
  };
const nodeWith =
  (content: Write): Write =>
  (writer) => {
    text(4, 'Constant')(writer);
    message(5, content)(writer);
  };
const sparse = message(1, hidden);
const sparseIndices = message(2, hidden);
const graphWith = message(5, hidden);

describe('external data is found wherever a tensor can stand', () => {
  test.each<[place: string, model: Parameters<typeof linearModel>[0]]>([
    ['an initializer', { inGraph: message(5, hidden) }],
    ['the values of a sparse initializer', { inGraph: message(15, sparse) }],
    ['the indices of a sparse initializer', { inGraph: message(15, sparseIndices) }],
    ['an attribute', { inNode: message(5, attribute(5, hidden)) }],
    ['an attribute that is a list', { inNode: message(5, attribute(10, hidden)) }],
    ['a sparse attribute', { inNode: message(5, attribute(22, sparse)) }],
    ['a sparse attribute that is a list', { inNode: message(5, attribute(23, sparse)) }],
    ['a subgraph', { inNode: message(5, attribute(6, graphWith)) }],
    ['a subgraph in a list', { inNode: message(5, attribute(11, graphWith)) }],
    [
      'a subgraph of a subgraph',
      {
        inNode: message(
          5,
          attribute(6, message(1, nodeWith(attribute(6, message(1, nodeWith(attribute(5, hidden))))))),
        ),
      },
    ],
    ['a node of a function', { inModel: message(25, message(7, nodeWith(attribute(5, hidden)))) }],
    ['a default of a function', { inModel: message(25, message(11, attribute(5, hidden))) }],
    ['a training graph', { inModel: message(20, message(2, graphWith)) }],
    ['a second part of the graph', { inModel: message(7, graphWith) }],
  ])('%s', (_, model) => {
    expect(readOnnx(linearModel(model))).toMatchObject({ externalData: found });
  });

  test('a tensor that says external once, and later not, is external', () => {
    const undecided: Write = (writer) => {
      hidden(writer);
      integer(14, 0)(writer);
    };
    expect(readOnnx(linearModel({ inGraph: message(5, undecided) }))).toMatchObject({ externalData: found });
  });

  test('a model that keeps its weights has none', () => {
    expect(readOnnx(linearModel())).toMatchObject({ externalData: [] });
  });
});
