import type { Tensor } from '../contract/tensor.ts';
import { jsonArray } from './json-number.ts';
import { isFloat, valueWriter } from './json-value.ts';
import { goesByName, type ObservationLayout } from './observation-layout.ts';

/** Writes what stands in `values` from `from` on. */
export type WriteValues = (values: Float32Array, from: number) => string;

/** Writes a row as the model takes it: what its one input takes, or an object of such by input name. */
export function rowWriter(layout: Pick<ObservationLayout, 'inputs' | 'byName'>): WriteValues {
  const { inputs } = layout;
  if (!goesByName(layout)) return tensorWriter(inputs[0]!);
  const members = inputs.map((input) => ({
    key: `${JSON.stringify(input.name)}:`,
    first: input.first,
    write: tensorWriter(input),
  }));
  return (values, from) => `{${members.map(({ key, first, write }) => key + write(values, from + first)).join(',')}}`;
}

/** Writes what one input takes of a row: arrays nested as its axes, or a single value where it has none. */
export function tensorWriter({ axes, dtype }: Pick<Tensor, 'axes' | 'dtype'>): WriteValues {
  const [size, ...inner] = axes;
  const value = valueWriter(dtype);
  if (size === undefined) return (values, from) => value(values[from]!);
  if (inner.length === 0) {
    if (isFloat(dtype)) return (values, from) => jsonArray(values, from, from + size);
    return (values, from) => `[${Array.from(values.subarray(from, from + size), value).join(',')}]`;
  }
  const step = inner.reduce((product, axis) => product * axis, 1);
  const item = tensorWriter({ axes: inner, dtype });
  return (values, from) =>
    `[${Array.from({ length: size }, (_, index) => item(values, from + index * step)).join(',')}]`;
}
