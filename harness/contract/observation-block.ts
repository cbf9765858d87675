/** Rows of float32 values, one after the other: row `r` stands at `values[r * width]` to `values[(r + 1) * width - 1]`. */
export interface ObservationBlock {
  readonly rows: number;
  readonly width: number;
  readonly values: Float32Array;
}

/** One row as a view, without copying. */
export function rowOf({ values, width }: ObservationBlock, row: number): Float32Array {
  return values.subarray(row * width, (row + 1) * width);
}
