import { delimited, nestedBytes, readInteger, readMessage, varint } from './protobuf-message.ts';

/** An input or output as the model declares it. */
export interface TensorDescription {
  readonly name: string;
  /** Such as `float32`; `sequence` and the like for what is no tensor. */
  readonly dtype: string;
  /** Sizes, or names of sizes that are open (`?` where it has none); `undefined` where no shape is declared. */
  readonly shape: readonly (number | string)[] | undefined;
}

/** By the number that onnx.proto gives to each. */
const dtypes = (
  'undefined float32 uint8 int8 uint16 int16 int32 int64 string bool float16 float64 uint32 uint64 complex64 ' +
  'complex128 bfloat16 float8e4m3fn float8e4m3fnuz float8e5m2 float8e5m2fnuz uint4 int4 float4e2m1'
).split(' ');

/** Fields of TypeProto that are no tensor. */
const otherTypes = { 4: 'sequence', 5: 'map', 8: 'sparse tensor', 9: 'optional' } as const;

/** Reads a ValueInfoProto. */
export function readTensorDescription(bytes: Uint8Array, depth: number): TensorDescription {
  let name = '';
  let type: Omit<TensorDescription, 'name'> = { dtype: 'undefined', shape: undefined };
  readMessage(bytes, depth, {
    [delimited(1)]: (reader) => {
      name = reader.string();
    },
    [delimited(2)]: (reader) => {
      type = readType(nestedBytes(reader), depth + 1);
    },
  });
  return { name, ...type };
}

function readType(bytes: Uint8Array, depth: number): Omit<TensorDescription, 'name'> {
  let dtype = 'undefined';
  let shape: (number | string)[] | undefined;
  const handlers: Record<number, (reader: Parameters<typeof nestedBytes>[0]) => void> = {
    [delimited(1)]: (reader) => {
      readMessage(nestedBytes(reader), depth + 1, {
        [varint(1)]: (reader) => {
          const number = reader.int32();
          dtype = dtypes[number] ?? `type ${number}`;
        },
        [delimited(2)]: (reader) => {
          shape = readShape(nestedBytes(reader), depth + 2);
        },
      });
    },
  };
  for (const [field, name] of Object.entries(otherTypes)) {
    handlers[delimited(Number(field))] = (reader) => {
      nestedBytes(reader);
      dtype = name;
    };
  }
  readMessage(bytes, depth, handlers);
  return { dtype, shape };
}

function readShape(bytes: Uint8Array, depth: number): (number | string)[] {
  const shape: (number | string)[] = [];
  readMessage(bytes, depth, {
    [delimited(1)]: (reader) => {
      shape.push(readAxis(nestedBytes(reader), depth + 1));
    },
  });
  return shape;
}

function readAxis(bytes: Uint8Array, depth: number): number | string {
  let axis: number | string = '?';
  readMessage(bytes, depth, {
    [varint(1)]: (reader) => {
      const size = readInteger(reader);
      // Some exporters write -1 for a size that is open.
      axis = size < 0 ? '?' : size;
    },
    [delimited(2)]: (reader) => {
      axis = reader.string() || '?';
    },
  });
  return axis;
}
