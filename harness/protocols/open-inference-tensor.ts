import type { InputType } from '../contract/tensor.ts';
import { valueAt } from './json-pointer.ts';
import { at, describe, ReplyMismatch } from './json-shape.ts';
import type { OutputsByName } from './named-outputs.ts';
import type { JsonValue } from './strict-json.ts';

/** What Open Inference calls the types of tensors. */
export const datatypes = {
  float32: 'FP32',
  float64: 'FP64',
  int32: 'INT32',
  int64: 'INT64',
  bool: 'BOOL',
} as const satisfies Record<InputType, string>;

/**
 * Tensors of a reply by their names, each nested as its shape, whichever way its values came; and the name and the version
 * of the model, where the reply states them, as `model_name` and `model_version`.
 *
 * @param real - the output that gives numbers with a point, of whatever precision
 */
export function openInferenceOutputs(body: JsonValue, real: string): OutputsByName {
  const outputs = memberOf(body, 'outputs', '');
  if (!Array.isArray(outputs)) throw new ReplyMismatch(`/outputs is ${describe(outputs)}, not an array of tensors`);
  const seen = new Set<string>();
  const tensors = outputs.map((output, index) => {
    const path = `/outputs/${index}`;
    const name = memberOf(output, 'name', path);
    if (typeof name !== 'string') throw new ReplyMismatch(`${path}/name is ${describe(name)}, not a name`);
    if (seen.has(name)) throw new ReplyMismatch(`there are two outputs ${name}`);
    seen.add(name);
    if (name === real) mustBeReal(output, `${path} (${name})`);
    return [name, nestedData(output, `${path} (${name})`)] as const;
  });
  const stated = (['model_name', 'model_version'] as const).flatMap((key) => {
    const value = valueAt(body, [key]);
    return value === undefined ? [] : [[key, value] as const];
  });
  return Object.fromEntries([...stated, ...tensors]);
}

const realTypes: readonly JsonValue[] = ['FP16', 'BF16', 'FP32', 'FP64'];

function mustBeReal(output: JsonValue, path: string): void {
  const type = valueAt(output, ['datatype']);
  if (type === undefined || realTypes.includes(type)) return;
  throw new ReplyMismatch(`${path}/datatype is ${describe(type)}, not one of ${realTypes.join(', ')}`);
}

function nestedData(output: JsonValue, path: string): JsonValue {
  const shape = shapeOf(memberOf(output, 'shape', path), `${path}/shape`);
  const data = memberOf(output, 'data', path);
  if (!Array.isArray(data)) throw new ReplyMismatch(`${path}/data is ${describe(data)}, not an array`);
  const values = flattened(data);
  const size = shape.reduce((product, axis) => product * axis, 1);
  if (values.length !== size) {
    throw new ReplyMismatch(`${path}/data has ${values.length} values, but its shape is [${shape.join(', ')}]`);
  }
  return nested(values, shape);
}

function flattened(values: readonly JsonValue[]): JsonValue[] {
  return values.flatMap((value) => (Array.isArray(value) ? flattened(value) : [value]));
}

/** No tensor of a policy has so many axes; what has a thousand would overflow the stack when it is nested. */
export const mostAxes = 32;

function shapeOf(shape: JsonValue, path: string): number[] {
  if (!Array.isArray(shape)) throw new ReplyMismatch(`${path} is ${describe(shape)}, not an array of sizes`);
  if (shape.length > mostAxes) throw new ReplyMismatch(`${path} has ${shape.length} axes, more than ${mostAxes}`);
  return shape.map((axis, index) => {
    if (typeof axis === 'number' && Number.isInteger(axis) && axis >= 0) return axis;
    throw new ReplyMismatch(`${path}/${index} is ${describe(axis)}, not a size`);
  });
}

/** Values in row-major order, nested as the shape; a shape without axes has one, and without values nothing is nested. */
export function nested(values: readonly JsonValue[], shape: readonly number[]): JsonValue {
  if (values.length === 0) return [];
  const [size, ...inner] = shape;
  if (size === undefined) return values[0] ?? null;
  if (inner.length === 0) return [...values];
  const step = inner.reduce((product, axis) => product * axis, 1);
  return Array.from({ length: size }, (_, index) => nested(values.slice(index * step, (index + 1) * step), inner));
}

export function memberOf(value: JsonValue, key: string, path: string): JsonValue {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isObject)
    throw new ReplyMismatch(`${at(path)} is ${describe(value)}, not an object with ${JSON.stringify(key)}`);
  if (!Object.hasOwn(value, key)) throw new ReplyMismatch(`${at(path)} has no ${JSON.stringify(key)}`);
  return value[key]!;
}
