import { delimited, type FieldReader, nestedBytes, readMessage, varint } from './protobuf-message.ts';

/** A tensor whose values stand in another file. */
export interface ExternalTensor {
  readonly tensor: string;
  /** As the model states it: a path relative to the model's folder, if it is an honest one. */
  readonly location: string;
}

type ReadMessage = (bytes: Uint8Array, depth: number) => void;

/** Readers of the messages of a model in which tensors can stand. */
interface TensorSearch {
  readonly graph: ReadMessage;
  readonly function: ReadMessage;
  readonly training: ReadMessage;
}

const external = 1;

/**
 * Looks for external data wherever a tensor can stand: initializers, sparse or not, attributes of nodes, subgraphs in
 * attributes, functions and their defaults, training graphs. Field numbers are those of onnx.proto.
 */
export function searchExternalData(found: (tensor: ExternalTensor) => void): TensorSearch {
  const tensor: ReadMessage = (bytes, depth) => {
    let name = '';
    let location = '';
    let isExternal = false;
    readMessage(bytes, depth, {
      [delimited(8)]: (reader) => {
        name = reader.string();
      },
      [delimited(13)]: (reader) => {
        const [key, value] = readEntry(nestedBytes(reader), depth + 1);
        if (key === 'location') location = value;
      },
      [varint(14)]: (reader) => {
        // Once external is enough: which of several statements counts is not for a file to make ambiguous.
        if (reader.int32() === external) isExternal = true;
      },
    });
    if (isExternal) found({ tensor: name, location });
  };

  const sparseTensor: ReadMessage = (bytes, depth) => {
    readMessage(bytes, depth, { [delimited(1)]: within(tensor, depth), [delimited(2)]: within(tensor, depth) });
  };

  const graph: ReadMessage = (bytes, depth) => {
    readMessage(bytes, depth, {
      [delimited(1)]: within(node, depth),
      [delimited(5)]: within(tensor, depth),
      [delimited(15)]: within(sparseTensor, depth),
    });
  };

  const attribute: ReadMessage = (bytes, depth) => {
    readMessage(bytes, depth, {
      [delimited(5)]: within(tensor, depth),
      [delimited(6)]: within(graph, depth),
      [delimited(10)]: within(tensor, depth),
      [delimited(11)]: within(graph, depth),
      [delimited(22)]: within(sparseTensor, depth),
      [delimited(23)]: within(sparseTensor, depth),
    });
  };

  const node: ReadMessage = (bytes, depth) => {
    readMessage(bytes, depth, { [delimited(5)]: within(attribute, depth) });
  };

  return {
    graph,
    function: (bytes, depth) => {
      readMessage(bytes, depth, { [delimited(7)]: within(node, depth), [delimited(11)]: within(attribute, depth) });
    },
    training: (bytes, depth) => {
      readMessage(bytes, depth, { [delimited(1)]: within(graph, depth), [delimited(2)]: within(graph, depth) });
    },
  };
}

function within(read: ReadMessage, depth: number): (reader: FieldReader) => void {
  return (reader) => read(nestedBytes(reader), depth + 1);
}

function readEntry(bytes: Uint8Array, depth: number): [key: string, value: string] {
  let key = '';
  let value = '';
  readMessage(bytes, depth, {
    [delimited(1)]: (reader) => {
      key = reader.string();
    },
    [delimited(2)]: (reader) => {
      value = reader.string();
    },
  });
  return [key, value];
}
