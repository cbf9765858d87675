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

function lowerTail(distance: number): number {
  if (distance > 37) return 0;
  const density = Math.exp((-distance * distance) / 2);
  if (distance < 7.07106781186547) return (density * polynomial(above, distance)) / polynomial(below, distance);
  const fraction = distance + 1 / (distance + 2 / (distance + 3 / (distance + 4 / (distance + 0.65))));
  return density / fraction / Math.sqrt(2 * Math.PI);
}

function polynomial(coefficients: readonly number[], at: number): number {
  return coefficients.reduce((sum, coefficient) => sum * at + coefficient, 0);
}
