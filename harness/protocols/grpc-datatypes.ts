import type { InputType } from '../contract/tensor.ts';
import { type Int64, wholeNumber } from './open-inference-messages.ts';
import type { JsonValue } from './strict-json.ts';

/** How the values of one datatype stand in messages. */
export interface Datatype {
  /** The field of `Contents` that holds them; undefined where they can only be raw. */
  readonly field: ContentsField | undefined;
  /** Bytes of one value in raw contents. */
  readonly size: number;
  readonly get: (view: DataView, offset: number) => number | boolean;
}

export type ContentsField =
  | 'bool_contents'
  | 'int_contents'
  | 'int64_contents'
  | 'uint_contents'
  | 'uint64_contents'
  | 'fp32_contents'
  | 'fp64_contents'
  | 'bytes_contents';

type ReadContents = (values: ArrayLike<unknown>) => JsonValue[];
const asTheyAre: ReadContents = (values) => Array.from(values as ArrayLike<number | boolean>);
const asNumbers: ReadContents = (values) => Array.from(values as ArrayLike<Int64>, wholeNumber);
const asTexts: ReadContents = (values) => Array.from(values as ArrayLike<Uint8Array>, (bytes) => text.decode(bytes));
const text = new TextDecoder();

/** Reads a field of `Contents`. */
export const readContents: Readonly<Record<ContentsField, ReadContents>> = {
  bool_contents: asTheyAre,
  int_contents: asTheyAre,
  int64_contents: asNumbers,
  uint_contents: asTheyAre,
  uint64_contents: asNumbers,
  fp32_contents: asTheyAre,
  fp64_contents: asTheyAre,
  bytes_contents: asTexts,
};

/** All of fixed size; BYTES is read apart. */
export const datatypes: Readonly<Record<string, Datatype>> = {
  BOOL: { field: 'bool_contents', size: 1, get: (view, offset) => view.getUint8(offset) !== 0 },
  INT8: { field: 'int_contents', size: 1, get: (view, offset) => view.getInt8(offset) },
  INT16: { field: 'int_contents', size: 2, get: (view, offset) => view.getInt16(offset, true) },
  INT32: { field: 'int_contents', size: 4, get: (view, offset) => view.getInt32(offset, true) },
  INT64: { field: 'int64_contents', size: 8, get: (view, offset) => Number(view.getBigInt64(offset, true)) },
  UINT8: { field: 'uint_contents', size: 1, get: (view, offset) => view.getUint8(offset) },
  UINT16: { field: 'uint_contents', size: 2, get: (view, offset) => view.getUint16(offset, true) },
  UINT32: { field: 'uint_contents', size: 4, get: (view, offset) => view.getUint32(offset, true) },
  UINT64: { field: 'uint64_contents', size: 8, get: (view, offset) => Number(view.getBigUint64(offset, true)) },
  FP16: { field: undefined, size: 2, get: (view, offset) => halfFloat(view.getUint16(offset, true)) },
  BF16: { field: undefined, size: 2, get: (view, offset) => brainFloat(view.getUint16(offset, true)) },
  FP32: { field: 'fp32_contents', size: 4, get: (view, offset) => view.getFloat32(offset, true) },
  FP64: { field: 'fp64_contents', size: 8, get: (view, offset) => view.getFloat64(offset, true) },
};

type SetValue = (view: DataView, offset: number, value: number) => void;

/** Writes one value of an input into raw contents. */
export const setters: Readonly<Record<InputType, SetValue>> = {
  float32: (view, offset, value) => view.setFloat32(offset, value, true),
  float64: (view, offset, value) => view.setFloat64(offset, value, true),
  int32: (view, offset, value) => view.setInt32(offset, value, true),
  int64: (view, offset, value) => view.setBigInt64(offset, BigInt(value), true),
  bool: (view, offset, value) => view.setUint8(offset, value === 0 ? 0 : 1),
};

/** IEEE 754 binary16. */
function halfFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1_024) * 2 ** (exponent - 15));
}

/** The upper half of a float32. */
function brainFloat(bits: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint16(0, bits);
  return view.getFloat32(0);
}
