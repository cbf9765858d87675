/** Coefficients of Hart (1968), algorithm 5666, from the highest power on. */
const above = [
  3.52624965998911e-2, 0.700383064443688, 6.37396220353165, 33.912866078383, 112.079291497871, 221.213596169931,
  220.206867912376,
];
const below = [
  8.83883476483184e-2, 1.75566716318264, 16.064177579207, 86.7807322029461, 296.564248779674, 637.333633378831,
  793.826512519948, 440.413735824752,
];

/**
 * The chance that a standard normal draw lies below `deviations` (Hart 1968, after West 2005; absolute error below 1e-15,
 * relative error below 1e-8 in the lower tail).
 *
 * @returns 0 to 1; NaN for NaN
 */
export function normalBelow(deviations: number): number {
  const lower = lowerTail(Math.abs(deviations));
  return deviations > 0 ? 1 - lower : lower;
}

/** Coefficients of Acklam (2003), from the highest power on: near the middle, and in the tails. */
const middleAbove = [
  -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2, -3.066479806614716e1,
  2.506628277459239,
];
const middleBelow = [
  -5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1, -1.328068155288572e1, 1,
];
const tailAbove = [
  -7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968,
  2.938163982698783,
];
const tailBelow = [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416, 1];
const middleBegins = 0.02425;

/**
 * What a standard normal draw lies below with this chance (Acklam 2003; relative error below 1.2e-9).
 *
 * @param below - the chance that it lies below
 * @param above - and above: together 1, but each as exact as it is small
 */
export function normalQuantileOf(below: number, above: number): number {
  return below <= above ? lowerQuantile(below) : -lowerQuantile(above);
}

function lowerQuantile(chance: number): number {
  if (chance <= 0) return Number.NEGATIVE_INFINITY;
  if (chance < middleBegins) {
    const root = Math.sqrt(-2 * Math.log(chance));
    return polynomial(tailAbove, root) / polynomial(tailBelow, root);
  }
  const off = chance - 0.5;
  return (off * polynomial(middleAbove, off ** 2)) / polynomial(middleBelow, off ** 2);
}

function lowerTail(distance: number): number {
  if (distance > 37) return 0;
  const density = Math.exp((-distance * distance) / 2);
  if (distance < 7.07106781186547) return (density * polynomial(above, distance)) / polynomial(below, distance);
  const fraction = distance + 1 / (distance + 2 / (distance + 3 / (distance + 4 / (distance + 0.65))));
  return density / fraction / Math.sqrt(2 * Math.PI);
}

function polynomial(coefficients: readonly number[], at: number): number {
  let sum = 0;
  for (const coefficient of coefficients) sum = sum * at + coefficient;
  return sum;
}
