import { type InferenceSession, Tensor } from 'onnxruntime-node';
import { type InputTensor, type InputType, type Tensor as TensorForm, totalSize } from '../contract/tensor.ts';

/** The inputs of a model, from rows that hold their values one after the other. */
export function feedsOf(
  inputs: readonly InputTensor[],
  rows: number,
  values: Float32Array,
): InferenceSession.OnnxValueMapType {
  const width = totalSize(inputs);
  const feeds: Record<string, Tensor> = {};
  for (const input of inputs) feeds[input.name] = tensorOf(input, rows, ofInput(input, rows, width, values));
  return feeds;
}

/** The values of one input; no copy where it is the only one. */
function ofInput({ first, size }: InputTensor, rows: number, width: number, values: Float32Array): Float32Array {
  if (size === width) return values;
  const own = new Float32Array(rows * size);
  for (let row = 0, to = 0; row < rows; row += 1) {
    const from = row * width + first;
    for (let at = from; at < from + size; at += 1, to += 1) own[to] = values[at]!;
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
  float64: (values, shape) => new Tensor('float64', new Float64Array(values), shape),
  int32: (values, shape) => new Tensor('int32', new Int32Array(values), shape),
  int64: (values, shape) => new Tensor('int64', wholeNumbers(values), shape),
  bool: (values, shape) => {
    const flags = new Uint8Array(values.length);
    for (let at = 0; at < flags.length; at += 1) flags[at] = Number(values[at] !== 0);
    return new Tensor('bool', flags, shape);
  },
};

const twoTo32 = 2 ** 32;

/** Without its fraction, each; by halves, the lower one first as in memory, since a BigInt a value is many times slower. */
function wholeNumbers(values: Float32Array): BigInt64Array {
  const halves = new Int32Array(2 * values.length);
  for (let at = 0; at < values.length; at += 1) {
    const whole = Math.trunc(values[at]!);
    halves[2 * at] = whole;
    halves[2 * at + 1] = Math.floor(whole / twoTo32);
  }
  return new BigInt64Array(halves.buffer);
}

/**
 * What the model gave, row after row: see `writeAnswers`.
 *
 * @throws {OutputMismatch} where an output is not what the contract says
 */
export function answersOf(
  outputs: readonly TensorForm[],
  rows: number,
  given: InferenceSession.OnnxValueMapType,
): Float32Array<ArrayBuffer> {
  const answers = new Float32Array(rows * totalSize(outputs));
  writeAnswers(answers, 0, outputs, rows, given);
  return answers;
}

/**
 * Writes what the model gave to `answers`, row after row: of each row the values of all outputs, one after the other.
 *
 * @param first - the row to begin with
 * @throws {OutputMismatch} where an output is not what the contract says
 */
export function writeAnswers(
  answers: Float32Array,
  first: number,
  outputs: readonly TensorForm[],
  rows: number,
  given: InferenceSession.OnnxValueMapType,
): void {
  const width = totalSize(outputs);
  let column = first * width;
  for (const output of outputs) {
    const { size } = output;
    const values = valuesOf(output, rows, given[output.name]);
    if (size === width) answers.set(values, column);
    else {
      for (let row = 0, from = 0; row < rows; row += 1) {
        const to = column + row * width;
        for (let at = to; at < to + size; at += 1, from += 1) answers[at] = values[from]!;
      }
    }
    column += size;
  }
}

/** What the model gave is not what the contract says of an output. A symbolic shape promises nothing: it shows here. */
export class OutputMismatch extends Error {}

function valuesOf({ name, axes, shape }: TensorForm, rows: number, tensor: Tensor | undefined): Float32Array {
  if (tensor?.data instanceof Float32Array && isShape(tensor.dims, [rows, ...axes])) return tensor.data;
  const given = tensor ? `${tensor.type} of shape [${tensor.dims.join(', ')}]` : 'absent';
  const rowsInWords = rows === 1 ? '1 row' : `${rows} rows`;
  throw new OutputMismatch(
    `for ${rowsInWords} the output ${name} is ${given}; the contract says float32 of shape [${shape.join(', ')}]`,
  );
}

function isShape(dims: readonly number[], wanted: readonly number[]): boolean {
  return dims.length === wanted.length && dims.every((size, axis) => size === wanted[axis]);
}
