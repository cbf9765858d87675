/** The mean of each run of `quantiles` values: what an action is worth, by the quantiles of its return. */
export function meansOfQuantiles(values: ArrayLike<number>, quantiles: number): Float32Array {
  const means = new Float32Array(values.length / quantiles);
  for (let index = 0, at = 0; index < means.length; index += 1) {
    let sum = 0;
    for (let quantile = 0; quantile < quantiles; quantile += 1, at += 1) sum += values[at]!;
    means[index] = sum / quantiles;
  }
  return means;
}
