import type { StatedModel, StatedTensor } from './dialect.ts';
import { valueAt } from './json-pointer.ts';
import { describe, ReplyMismatch } from './json-shape.ts';
import { memberOf } from './open-inference-tensor.ts';
import type { JsonValue } from './strict-json.ts';

/** The reply to GET /v2/models/MODEL. */
export function statedTensors(body: JsonValue): StatedModel {
  return { inputs: tensorsAt(body, 'inputs'), outputs: tensorsAt(body, 'outputs') };
}

function tensorsAt(body: JsonValue, key: 'inputs' | 'outputs'): StatedTensor[] {
  const tensors = valueAt(body, [key]) ?? [];
  if (!Array.isArray(tensors)) throw new ReplyMismatch(`/${key} is ${describe(tensors)}, not an array of tensors`);
  return tensors.map((tensor, index) => {
    const path = `/${key}/${index}`;
    return {
      name: String(memberOf(tensor, 'name', path)),
      type: String(memberOf(tensor, 'datatype', path)),
      shape: sizesIn(memberOf(tensor, 'shape', path), `${path}/shape`),
    };
  });
}

/** Numbers, or texts that are numbers, as in what was once a message of gRPC. */
export function sizesIn(shape: JsonValue, path: string): number[] {
  if (!Array.isArray(shape)) throw new ReplyMismatch(`${path} is ${describe(shape)}, not an array of sizes`);
  return shape.map((size) => {
    const number = typeof size === 'string' ? Number(size) : size;
    if (typeof number === 'number' && Number.isInteger(number)) return number;
    throw new ReplyMismatch(`${path} has ${describe(size)}, which is no size`);
  });
}
