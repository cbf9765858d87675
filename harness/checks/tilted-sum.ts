/** Where the bound is sought: 2^-6 to 2 and as far below 0, each half as large again as the one before. */
const tilts = Float64Array.from(
  [-1, 1].flatMap((sign) => Array.from({ length: 15 }, (_, step) => sign * 2 ** (step / 2 - 6))),
);

/**
 * A sum of independent quantities that each have a distribution of their own, and how likely it is to lie as far from what
 * was to be expected (Chernoff 1952: P(S >= s) <= E(e^(tS)) e^(-ts) for every t above 0, and P(S <= s) for every t below).
 *
 * Each quantity counts as what it is: one that is all but sure adds nothing to the width of the bound, which a bound by the
 * sum of the chances alone cannot see. The size does not grow with their number.
 */
export class TiltedSum {
  /** Less what was to be expected. */
  excess = 0;
  readonly #logMoments = new Float64Array(tilts.length);
  readonly #ofEvents = new LogMoments();
  readonly #ofLikelihoods = new LogMoments();

  /** An event of this chance. */
  seeEvent(happened: boolean, chance: number): void {
    if (chance <= 0 || chance >= 1) return;
    this.#see(
      (happened ? 1 : 0) - chance,
      this.#ofEvents.of(chance, (tilt) => Math.log1p(chance * Math.expm1(tilt)) - tilt * chance),
    );
  }

  /**
   * How likely the one is, on a logarithmic scale, that was drawn of several.
   *
   * @param drawn - its chance
   * @param chances - of all; together 1
   */
  seeLikelihood(drawn: number, chances: readonly number[]): void {
    const mean = chances.reduce((sum, chance) => sum + chance * Math.log(chance), 0);
    this.#see(
      Math.log(drawn) - mean,
      // Distributions of the same entropy, to the last bit, are the same but for their order.
      this.#ofLikelihoods.of(mean, (tilt) =>
        Math.log(chances.reduce((sum, chance) => sum + chance * Math.exp(tilt * (Math.log(chance) - mean)), 0)),
      ),
    );
  }

  #see(excess: number, logMoments: Float64Array): void {
    this.excess += excess;
    for (let index = 0; index < tilts.length; index += 1) this.#logMoments[index]! += logMoments[index]!;
  }

  /** How likely it is that chance alone brings the sum as far from what was to be expected, on either side. */
  get chance(): number {
    const least = tilts.reduce(
      (least, tilt, index) => Math.min(least, this.#logMoments[index]! - tilt * this.excess),
      0,
    );
    return Math.min(1, 2 * Math.exp(least));
  }
}

const mostKept = 256;

/** Logarithms of moments, by tilt; those of what comes again and again are kept. */
class LogMoments {
  readonly #known = new Map<number, Float64Array>();

  of(key: number, moment: (tilt: number) => number): Float64Array {
    const known = this.#known.get(key);
    if (known) return known;
    if (this.#known.size >= mostKept) this.#known.clear();
    const made = tilts.map(moment);
    this.#known.set(key, made);
    return made;
  }
}
