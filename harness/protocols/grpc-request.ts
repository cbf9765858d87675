import type { ObservationBlock } from '../contract/observation-block.ts';
import type { OpenInferenceFile, Template } from '../contract/stack-file.ts';
import type { InputTensor, InputType } from '../contract/tensor.ts';
import { datatypes as byContent, type ContentsField, setters } from './grpc-datatypes.ts';
import { messageType } from './open-inference-messages.ts';
import { datatypes } from './open-inference-tensor.ts';

/** A tensor as it is sent. */
export interface SentTensor {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
  /** What its values are, whatever `datatype` says of them. */
  readonly dtype: InputType;
  readonly values: ArrayLike<number>;
}

export type Contents = OpenInferenceFile['contents'];

const request = messageType('ModelInferRequest');

/** The tensors of some rows, one for each input. */
export function tensorsOf({ rows, width, values }: ObservationBlock, inputs: readonly InputTensor[]): SentTensor[] {
  return inputs.map(({ name, dtype, axes, first, size }) => ({
    name,
    datatype: datatypes[dtype],
    shape: [rows, ...axes],
    dtype,
    values: size === width ? values : columns(values, { rows, width, first, size }),
  }));
}

function columns(
  values: Float32Array,
  { rows, width, first, size }: { rows: number; width: number; first: number; size: number },
): Float32Array {
  const taken = new Float32Array(rows * size);
  for (let row = 0; row < rows; row++) {
    const from = row * width + first;
    taken.set(values.subarray(from, from + size), row * size);
  }
  return taken;
}

/** The request that a model be asked, with everything but the tensors. */
export type WriteRequest = (tensors: readonly SentTensor[], contents: Contents) => Uint8Array;

export function requestWriter({
  model,
  version = '',
  parameters = {},
}: Pick<OpenInferenceFile, 'model' | 'version' | 'parameters'>): WriteRequest {
  const envelope = {
    model_name: model,
    model_version: version,
    parameters: Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, parameter(value)])),
  };
  return (tensors, contents) =>
    contents === 'typed'
      ? written({ ...envelope, inputs: tensors.map((tensor) => ({ ...head(tensor), contents: typed(tensor) })) })
      : written({ ...envelope, inputs: tensors.map(head), raw_input_contents: tensors.map(raw) });
}

/** Any message of that type, also one that breaks its rules. */
export function written(message: Record<string, unknown>): Uint8Array {
  return request.encode(message).finish();
}

export function head({ name, datatype, shape }: SentTensor) {
  return { name, datatype, shape };
}

/** Its values in the field of their type. */
export function typed({ dtype, values }: SentTensor): { readonly [field in ContentsField]?: ArrayLike<unknown> } {
  return { [fieldOf(dtype)]: dtype === 'bool' ? Array.from(values, Boolean) : values };
}

/** Never undefined: inputs are of types that have a field. */
export function fieldOf(dtype: InputType): ContentsField {
  return byContent[datatypes[dtype]]!.field!;
}

/** Its values as bytes, little-endian. */
export function raw({ dtype, values }: SentTensor): Uint8Array {
  const { size } = byContent[datatypes[dtype]]!;
  const bytes = new Uint8Array(values.length * size);
  const view = new DataView(bytes.buffer);
  const set = setters[dtype];
  for (let index = 0; index < values.length; index++) set(view, index * size, values[index]!);
  return bytes;
}

function parameter(value: Template) {
  if (typeof value === 'boolean') return { bool_param: value };
  if (typeof value === 'number') return Number.isSafeInteger(value) ? { int64_param: value } : { double_param: value };
  return { string_param: typeof value === 'string' ? value : JSON.stringify(value) };
}
