/**
 * Upper bounds of how likely it is that chance alone made what was counted. They hold for every number of trials, not only
 * for many, so that what they call all but impossible is: no healthy run is refuted because a limit law came too late.
 */

/**
 * How likely a count as far from its expectation is, of independent events that need not be equally likely
 * (Chernoff 1952: P(X >= k) <= e^(k - m) (m / k)^k for k above m, and P(X <= k) likewise below).
 *
 * @param expected - the sum of the chances of the events
 */
export function chanceOfCount(seen: number, expected: number): number {
  return Math.min(1, 2 * chanceOnOneSide(seen, expected));
}

/** How likely at least, or at most, so many are: whichever side of the expectation they lie on. */
export function chanceOnOneSide(seen: number, expected: number): number {
  if (seen === expected) return 1;
  if (expected === 0) return 0;
  return Math.exp(seen - expected + (seen === 0 ? 0 : seen * Math.log(expected / seen)));
}

/**
 * How likely counts as uneven are, where every bin is equally likely, by the distance of their distribution from the
 * uniform one (Dvoretzky, Kiefer and Wolfowitz 1956, with Massart's constant 1990) or by their relative entropy (Agrawal
 * 2020: P(n D >= t) <= e^(k - 1 - t) (t / (k - 1))^(k - 1) for k bins). The first sees what is shifted, the second what is
 * heaped.
 */
export function chanceOfUnevenness(counts: ArrayLike<number>): number {
  const bins = counts.length;
  const total = Array.from(counts).reduce((sum, count) => sum + count, 0);
  if (total === 0) return 1;
  let below = 0;
  let distance = 0;
  let entropy = 0;
  for (let bin = 0; bin < bins; bin += 1) {
    const count = counts[bin]!;
    below += count;
    distance = Math.max(distance, Math.abs(below / total - (bin + 1) / bins));
    if (count > 0) entropy += count * Math.log((count * bins) / total);
  }
  const byDistance = 2 * Math.exp(-2 * total * distance ** 2);
  const free = bins - 1;
  const byEntropy = entropy <= free ? 1 : Math.exp(free - entropy + free * Math.log(entropy / free));
  return Math.min(1, 2 * Math.min(byDistance, byEntropy));
}

/** How likely independent standard normal draws are whose sum lies as far from 0. */
export function chanceOfShift(sum: number, draws: number): number {
  return draws === 0 ? 1 : Math.min(1, 2 * Math.exp(-(sum ** 2) / 2 / draws));
}

/** How likely independent standard normal draws are whose sum of squares lies as far from their number (Chernoff 1952). */
export function chanceOfSpread(squares: number, draws: number): number {
  if (draws === 0) return 1;
  const spread = squares / draws;
  return Math.min(1, 2 * Math.exp((-draws / 2) * (spread - 1 - Math.log(spread))));
}

/**
 * How likely independent standard normal draws are whose products of neighbours have a sum that lies as far from 0.
 *
 * The sum is a quadratic form. Of a row of n draws, E(e^(tS)) is D^(-1/2) with the determinant of a matrix that has 1 on its
 * diagonal and -t beside it, which is at least ((1 + r) / 2)^n for r = sqrt(1 - 4 t^2); Chernoff's bound by that is least
 * where S / n = sqrt((1 - r) / (1 + r)) / r. Rows of draws multiply: that they are several changes nothing.
 *
 * @param draws - how many there are, be they neighbours of others or not
 */
export function chanceOfProducts(sum: number, draws: number): number {
  if (draws === 0 || sum === 0) return 1;
  const wanted = Math.abs(sum) / draws;
  const root = greatest((root) => root === 0 || Math.sqrt((1 - root) / (1 + root)) / root > wanted, 1);
  const tilt = Math.sqrt(1 - root ** 2) / 2;
  return Math.min(1, 2 * Math.exp(-tilt * Math.abs(sum) - (draws / 2) * Math.log((1 + root) / 2)));
}

/**
 * The least share of events kept from happening that would have been noticed: with this confidence, the count would then
 * have been so low that chance makes it with a probability below `limit`. Undefined where not even a count of 0 would be.
 *
 * @param expected - how many events were to be expected
 */
export function shareThatWouldShow(
  expected: number,
  { limit, confidence }: { limit: number; confidence: number },
): number | undefined {
  if (!(chanceOfCount(0, expected) < limit)) return undefined;
  const mostNoticed = greatest((count) => chanceOfCount(Math.floor(count), expected) < limit, expected);
  const isNoticed = (share: number) =>
    chanceOnOneSide(Math.floor(mostNoticed) + 1, (1 - share) * expected) <= 1 - confidence &&
    Math.floor(mostNoticed) + 1 > (1 - share) * expected;
  return 1 - greatest((kept) => isNoticed(1 - kept), 1);
}

/** The greatest number up to `most` at which something holds that holds at 0, and from some number on no longer. */
function greatest(holds: (value: number) => boolean, most: number): number {
  let low = 0;
  let high = most;
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return low;
}
