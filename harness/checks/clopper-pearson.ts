/**
 * Upper end of the one-sided Clopper-Pearson interval: the largest rate at which so few events in so many trials would
 * still be seen with probability `1 - confidence` (Clopper and Pearson 1934).
 *
 * @param events - 0 to `trials`
 * @param trials - at least 1
 * @param confidence - strictly between 0 and 1
 * @returns a rate, 0 to 1
 */
export function upperBound(events: number, trials: number, confidence: number): number {
  if (events >= trials) return 1;
  if (events === 0) return -Math.expm1(Math.log1p(-confidence) / trials);
  let low = events / trials;
  let high = 1;
  for (let step = 0; step < 200 && high - low > 1e-12; step += 1) {
    const middle = (low + high) / 2;
    if (probabilityOfAtMost(events, trials, middle) > 1 - confidence) low = middle;
    else high = middle;
  }
  return high;
}

/** Fewest trials without an event whose upper bound is below `rate`. */
export function trialsNeeded(rate: number, confidence: number): number {
  const isEnough = (trials: number) => upperBound(0, trials, confidence) < rate;
  // The quotient may be off by a rounding where it is nearly a whole number.
  let trials = Math.max(1, Math.floor(Math.log1p(-confidence) / Math.log1p(-rate)));
  while (!isEnough(trials)) trials += 1;
  while (trials > 1 && isEnough(trials - 1)) trials -= 1;
  return trials;
}

/** P(X <= events) for X binomial, summed in logarithms so that thousands of trials do not underflow. */
function probabilityOfAtMost(events: number, trials: number, rate: number): number {
  const odds = Math.log(rate) - Math.log1p(-rate);
  let term = trials * Math.log1p(-rate);
  let sum = Math.exp(term);
  for (let count = 1; count <= events; count += 1) {
    term += Math.log((trials - count + 1) / count) + odds;
    sum += Math.exp(term);
  }
  return sum;
}
