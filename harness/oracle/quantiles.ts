/**
 * Conditional value at risk: the mean of the worst share of outcomes (Rockafellar and Uryasev 2000), of a distribution
 * that is given by the quantiles at (i + 1/2) / n. Each stands for 1/n of the outcomes; one that lies across the level
 * counts in part.
 *
 * @param quantiles - of one action, in rising order
 * @param level - the share of the worst outcomes, above 0 and below 1
 */
export function tailMean(quantiles: ArrayLike<number>, level: number): number {
  let rest = level * quantiles.length;
  let sum = 0;
  for (let index = 0; index < quantiles.length && rest > 0; index += 1) {
    sum += quantiles[index]! * Math.min(1, rest);
    rest -= 1;
  }
  return sum / (level * quantiles.length);
}
