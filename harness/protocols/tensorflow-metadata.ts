import type { InputType } from '../contract/tensor.ts';
import type { StatedModel, StatedTensor } from './dialect.ts';
import { valueAt } from './json-pointer.ts';
import { ReplyMismatch } from './json-shape.ts';
import { sizesIn } from './open-inference-metadata.ts';
import { isObject } from './row-outputs.ts';
import type { JsonValue } from './strict-json.ts';

/** What TensorFlow calls the types of tensors. */
export const tensorflowTypes = {
  float32: 'DT_FLOAT',
  float64: 'DT_DOUBLE',
  int32: 'DT_INT32',
  int64: 'DT_INT64',
  bool: 'DT_BOOL',
} as const satisfies Record<InputType, string>;

/** Reads the reply to GET /v1/models/MODEL/metadata for one signature. */
export function statedSignature(signature: string): (body: JsonValue) => StatedModel {
  return (body) => {
    const path = ['metadata', 'signature_def', 'signature_def', signature];
    const stated = valueAt(body, path);
    if (!isObject(stated)) throw new ReplyMismatch(`/${path.join('/')} is missing`);
    return { inputs: tensorsIn(stated.inputs), outputs: tensorsIn(stated.outputs) };
  };
}

function tensorsIn(tensors: JsonValue | undefined): StatedTensor[] {
  if (!isObject(tensors)) return [];
  return Object.entries(tensors).map(([name, tensor]) => {
    const dimensions = valueAt(tensor, ['tensor_shape', 'dim']);
    const sizes = Array.isArray(dimensions)
      ? dimensions.map((dimension) => valueAt(dimension, ['size']) ?? -1)
      : undefined;
    return {
      name,
      type: String(valueAt(tensor, ['dtype'])),
      shape: sizes && sizesIn(sizes, `/${name}/tensor_shape/dim`),
    };
  });
}
