/** The parts of an ONNX file, written field by field; numbers of fields are those of onnx.proto. */
import protobuf from 'protobufjs/minimal.js';

export type Write = (writer: protobuf.Writer) => void;

export function message(field: number, write: Write): Write {
  return (writer) => {
    writer.uint32((field << 3) | 2).fork();
    write(writer);
    writer.ldelim();
  };
}

export function text(field: number, content: string): Write {
  return (writer) => {
    writer.uint32((field << 3) | 2).string(content);
  };
}

export function integer(field: number, content: number): Write {
  return (writer) => {
    writer.uint32(field << 3).int64(content);
  };
}

/** A TensorProto of float32 values. */
export function tensor(name: string, sizes: readonly number[], values: readonly number[]): Write {
  return (writer) => {
    for (const size of sizes) integer(1, size)(writer);
    integer(2, 1)(writer);
    text(8, name)(writer);
    writer.uint32((9 << 3) | 2).bytes(new Uint8Array(new Float32Array(values).buffer));
  };
}

/** A TensorProto of int64 values, without a name. */
export function integers(sizes: readonly number[], values: readonly number[]): Write {
  return (writer) => {
    for (const size of sizes) integer(1, size)(writer);
    integer(2, 7)(writer);
    writer.uint32((9 << 3) | 2).bytes(new Uint8Array(BigInt64Array.from(values, BigInt).buffer));
  };
}

/** A ValueInfoProto: a named tensor with sizes, of which those that are open have names. */
export function value(name: string, sizes: readonly (number | string)[], type = 1): Write {
  return (writer) => {
    text(1, name)(writer);
    const axes: Write = (shape) => {
      for (const size of sizes) message(1, typeof size === 'string' ? text(2, size) : integer(1, size))(shape);
    };
    const tensorType: Write = (tensorWriter) => {
      integer(1, type)(tensorWriter);
      message(2, axes)(tensorWriter);
    };
    message(2, message(1, tensorType))(writer);
  };
}

export function integerAttribute(name: string, content: number): Write {
  return (writer) => {
    text(1, name)(writer);
    integer(3, content)(writer);
    integer(20, 2)(writer);
  };
}

/** A node of a graph, with integers for attributes. */
export function node(
  operator: string,
  inputs: readonly string[],
  output: string,
  attributes: Readonly<Record<string, number>> = {},
): Write {
  return message(1, (writer) => {
    for (const input of inputs) text(1, input)(writer);
    text(2, output)(writer);
    text(4, operator)(writer);
    for (const [name, content] of Object.entries(attributes)) message(5, integerAttribute(name, content))(writer);
  });
}

/** A node of a graph that gives a constant. Unlike initializers, models of every version may hold it as it is. */
export function constant(content: Write, output: string): Write {
  return message(1, (writer) => {
    text(2, output)(writer);
    text(4, 'Constant')(writer);
    message(5, (attribute) => {
      text(1, 'value')(attribute);
      message(5, content)(attribute);
      integer(20, 4)(attribute);
    })(writer);
  });
}

/** An OperatorSetIdProto. */
export function operatorSet(domain: string, version: number): Write {
  return (writer) => {
    text(1, domain)(writer);
    integer(2, version)(writer);
  };
}

export function written(write: Write): Uint8Array<ArrayBuffer> {
  const writer = protobuf.Writer.create();
  write(writer);
  return new Uint8Array(writer.finish());
}
