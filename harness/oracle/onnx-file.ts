import { type ExternalTensor, searchExternalData } from './external-data.ts';
import { delimited, MalformedMessage, nestedBytes, readInteger, readMessage, varint } from './protobuf-message.ts';
import { readTensorDescription, type TensorDescription } from './tensor-description.ts';

/** What an ONNX file says of itself, read without loading it. */
export interface OnnxModel {
  readonly irVersion: number;
  /** Version of the standard operators that it needs. */
  readonly opset: number;
  /** Such as `pytorch 2.9.0`; empty where it is not stated. */
  readonly producer: string;
  readonly inputs: readonly TensorDescription[];
  readonly outputs: readonly TensorDescription[];
  readonly externalData: readonly ExternalTensor[];
}

/** Why the bytes are no whole model. */
export interface OnnxFault {
  readonly kind: 'foreign' | 'truncated' | 'invalid';
  /** Completes the sentence "the file …". */
  readonly problem: string;
}

/** Tags with which a ModelProto can begin. */
const openingTags = new Set([...[1, 5].map(varint), ...[2, 3, 4, 6, 7, 8, 14, 20, 25, 26].map(delimited)]);

/**
 * Reads the structure of a ModelProto; tensors are skipped, whatever their size. Field numbers are those of onnx.proto.
 */
export function readOnnx(bytes: Uint8Array): OnnxModel | OnnxFault {
  if (!openingTags.has(bytes[0] ?? 0)) return { kind: 'foreign', problem: 'does not begin as an ONNX model does' };
  try {
    return readModel(bytes);
  } catch (cause) {
    if (!(cause instanceof MalformedMessage)) throw cause;
    return cause.cut
      ? { kind: 'truncated', problem: `ends in the midst of a field (${cause.message})` }
      : { kind: 'invalid', problem: `is damaged (${cause.message})` };
  }
}

function readModel(bytes: Uint8Array): OnnxModel | OnnxFault {
  let irVersion: number | undefined;
  let opset: number | undefined;
  let hasGraph = false;
  const producer = ['', ''];
  const graphValues: GraphValues = { inputs: [], outputs: [], initializers: new Set() };
  const externalData: ExternalTensor[] = [];
  const search = searchExternalData((tensor) => externalData.push(tensor));

  readMessage(bytes, 0, {
    [varint(1)]: (reader) => {
      irVersion = readInteger(reader);
    },
    [delimited(2)]: (reader) => {
      producer[0] = reader.string();
    },
    [delimited(3)]: (reader) => {
      producer[1] = reader.string();
    },
    [delimited(7)]: (reader) => {
      hasGraph = true;
      const graph = nestedBytes(reader);
      search.graph(graph, 1);
      readGraphValues(graph, graphValues);
    },
    [delimited(8)]: (reader) => {
      const { domain, version } = readOperatorSet(nestedBytes(reader));
      if (domain === '' || domain === 'ai.onnx') opset = version;
    },
    [delimited(20)]: (reader) => search.training(nestedBytes(reader), 1),
    [delimited(25)]: (reader) => search.function(nestedBytes(reader), 1),
  });

  if (irVersion === undefined) return { kind: 'foreign', problem: 'states no ONNX version' };
  if (!hasGraph) return { kind: 'truncated', problem: 'ends before its graph' };
  if (opset === undefined) return { kind: 'truncated', problem: 'ends before it names its operator set' };
  const { inputs, outputs, initializers } = graphValues;
  return {
    irVersion,
    opset,
    producer: producer.filter((part) => part !== '').join(' '),
    // Old exporters list the weights among the inputs.
    inputs: inputs.filter(({ name }) => !initializers.has(name)),
    outputs,
    externalData,
  };
}

interface GraphValues {
  readonly inputs: TensorDescription[];
  readonly outputs: TensorDescription[];
  readonly initializers: Set<string>;
}

function readGraphValues(bytes: Uint8Array, { inputs, outputs, initializers }: GraphValues): void {
  readMessage(bytes, 1, {
    [delimited(5)]: (reader) => {
      readMessage(nestedBytes(reader), 2, { [delimited(8)]: (reader) => initializers.add(reader.string()) });
    },
    [delimited(11)]: (reader) => {
      inputs.push(readTensorDescription(nestedBytes(reader), 2));
    },
    [delimited(12)]: (reader) => {
      outputs.push(readTensorDescription(nestedBytes(reader), 2));
    },
  });
}

function readOperatorSet(bytes: Uint8Array): { domain: string; version: number } {
  let domain = '';
  let version = 0;
  readMessage(bytes, 1, {
    [delimited(1)]: (reader) => {
      domain = reader.string();
    },
    [varint(2)]: (reader) => {
      version = readInteger(reader);
    },
  });
  return { domain, version };
}
