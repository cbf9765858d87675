import { type InferenceSession, Tensor } from 'onnxruntime-node';
import { type InputTensor, type InputType, type Tensor as TensorForm, totalSize } from '../contract/tensor.ts';

/** The inputs of a model, from rows that hold their values one after the other. */
export function feedsOf(
  inputs: readonly InputTensor[],
  rows: number,
  values: Float32Array,
): InferenceSession.OnnxValueMapType {
  const width = totalSize(inputs);
  return Object.fromEntries(
    inputs.map((input) => [input.name, tensorOf(input, rows, ofInput(input, rows, width, values))] as const),
  );
}

/** The values of one input; no copy where it is the only one. */
function ofInput({ first, size }: InputTensor, rows: number, width: number, values: Float32Array): Float32Array {
  if (size === width) return values;
  const own = new Float32Array(rows * size);
  for (let row = 0; row < rows; row += 1) {
    own.set(values.subarray(row * width + first, row * width + first + size), row * size);
  }
  return own;
}

function tensorOf({ dtype, axes }: InputTensor, rows: number, values: Float32Array): Tensor {
  const shape = [rows, ...axes];
  if (dtype === 'float32') return new Tensor('float32', values, shape);
  return converted[dtype](values, shape);
}

/** Observations are float32, whatever an input takes: codes and flags are exact in it. */
const converted: Record<Exclude<InputType, 'float32'>, (values: Float32Array, shape: number[]) => Tensor> = {
  float64: (values, shape) => new Tensor('float64', Float64Array.from(values), shape),
  int32: (values, shape) => new Tensor('int32', Int32Array.from(values), shape),
  int64: (values, shape) =>
    new Tensor(
      'int64',
      BigInt64Array.from(values, (value) => BigInt(Math.trunc(value))),
      shape,
    ),
  bool: (values, shape) =>
    new Tensor(
      'bool',
      Uint8Array.from(values, (value) => Number(value !== 0)),
      shape,
    ),
};

/**
 * What the model gave, row after row: of each row the values of all outputs, one after the other.
 *
 * @throws {Error} where an output is not what the contract says
 */
export function answersOf(
  outputs: readonly TensorForm[],
  rows: number,
  given: InferenceSession.OnnxValueMapType,
): Float32Array<ArrayBuffer> {
  const width = totalSize(outputs);
  const answers = new Float32Array(rows * width);
  let first = 0;
  for (const output of outputs) {
    const values = valuesOf(output, rows, given[output.name]);
    if (output.size === width) answers.set(values);
    else {
      for (let row = 0; row < rows; row += 1) {
        answers.set(values.subarray(row * output.size, (row + 1) * output.size), row * width + first);
      }
    }
    first += output.size;
  }
  return answers;
}

function valuesOf({ name, size }: TensorForm, rows: number, tensor: Tensor | undefined): Float32Array {
  if (tensor?.data instanceof Float32Array && tensor.data.length === rows * size) return tensor.data;
  const shape = tensor ? `${tensor.type} of shape [${tensor.dims.join(', ')}]` : 'absent';
  throw new Error(`for ${rows} rows the output ${name} is ${shape} instead of float32 of shape [${rows}, ${size}]`);
}
