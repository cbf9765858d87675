/** Types that an input may have. */
export type InputType = 'float32' | 'float64' | 'int32' | 'int64' | 'bool';

/** An input or output of the model. */
export interface Tensor {
  readonly name: string;
  /** `batch`, then `axes`. */
  readonly shape: readonly ['batch', ...number[]];
  /** Sizes of one row. */
  readonly axes: readonly number[];
  /** Values a row. */
  readonly size: number;
  readonly dtype: InputType;
}

/** An input, and where its values stand in an observation: from `first` on, row-major. */
export interface InputTensor extends Tensor {
  readonly first: number;
}

interface Declared {
  readonly name: string;
  readonly shape: readonly ['batch', ...number[]];
  readonly dtype: InputType;
}

export function tensorOf({ name, shape, dtype }: Declared): Tensor {
  const [, ...axes] = shape;
  return { name, shape, axes, size: axes.reduce((product, axis) => product * axis, 1), dtype };
}

/** The inputs, one after the other. */
export function placedInputs(declared: readonly Declared[]): readonly InputTensor[] {
  let first = 0;
  return declared.map((input) => {
    const tensor = { ...tensorOf(input), first };
    first += tensor.size;
    return tensor;
  });
}

/** Values of all tensors together, a row. */
export function totalSize(tensors: readonly Pick<Tensor, 'size'>[]): number {
  return tensors.reduce((sum, { size }) => sum + size, 0);
}
