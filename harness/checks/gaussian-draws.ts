import { type BoxSpace, mostDimensionsInACell } from '../contract/action-space.ts';
import type { Tolerance } from '../contract/contract.ts';
import type { RowAnswer } from '../protocols/protocol.ts';
import type { Draw, DrawnDistribution, Event } from './drawn-distribution.ts';
import { normalBelow, normalQuantileOf } from './normal-distribution.ts';
import { numberInWords } from './wording.ts';

export interface Squashing {
  readonly squash: 'tanh' | 'clip';
  readonly tolerance: Tolerance;
}

/** The tolerance may be this part of a deviation: a draw is told from its neighbours so well. */
const finestPart = 64;
/** Rounding of float32 near 1, a few steps of it, where the tolerance is less. */
const finestSquashed = 2 ** -21;
/** Half of all draws lie within so many deviations. */
const quartile = 0.6744897501960817;
/** Draws that are less likely are not made, nor are such parts of what lies between the bounds told apart. */
const leastBetween = 1e-12;
/** A draw that is repeated lies in the same place, or in an atom of at most this width. */
const wideAtom = 0.25;

/**
 * Continuous actions that are drawn from a Gaussian a dimension, and then squashed into the box.
 *
 * Near the bounds many draws become one value, or values that the tolerance does not tell apart. Such a stretch is taken as
 * an atom: that a draw lies in it is an event of its own, and where in it tells nothing. Draws between the two atoms have
 * positions among each other.
 *
 * @param parameters - the mean of each dimension, then the logarithm of each deviation
 */
export function gaussianDraws(box: BoxSpace, parameters: Float32Array, squashing: Squashing): DrawnDistribution {
  const dimensions = box.low.map((_, dimension) => new SquashedGaussian(box, dimension, parameters, squashing));
  const values = ({ scores = [] }: RowAnswer) => scores;
  return {
    chanceOf: (served) =>
      Math.min(...dimensions.map((each, dimension) => each.chanceBeyond(values(served)[dimension] ?? Number.NaN))),
    draws: (served) => dimensions.map((each, dimension) => each.draw(values(served)[dimension] ?? Number.NaN)),
    changes: (one, other, uniform) =>
      dimensions.map((each, dimension) =>
        each.change(values(one)[dimension] ?? Number.NaN, values(other)[dimension] ?? Number.NaN, [
          uniform(),
          uniform(),
        ]),
      ),
    addDecisions(chances) {
      const parts = dimensions.slice(0, mostDimensionsInACell).map((each) => each.chancesOfParts(box.bins));
      const cells = parts.reduce((cells, own) => own.flatMap((chance) => cells.map((cell) => cell * chance)), [1]);
      cells.forEach((chance, cell) => {
        chances[cell]! += chance;
      });
    },
    inWords: () => dimensions.map((each) => each.inWords()).join(', '),
  };
}

class SquashedGaussian {
  readonly #mean: number;
  readonly #deviation: number;
  readonly #low: number;
  readonly #high: number;
  readonly #isTanh: boolean;
  /** Between these, in the Gaussian's own unit, draws are told apart; an empty stretch where nowhere. */
  readonly #lowest: number;
  readonly #highest: number;
  /** How far values lie beyond the box that rounding alone puts there. */
  readonly #slack: number;
  /** The same of what is squashed to -1 to 1. */
  readonly #rounding: number;

  constructor(box: BoxSpace, dimension: number, parameters: Float32Array, { squash, tolerance }: Squashing) {
    this.#mean = parameters[dimension] ?? Number.NaN;
    this.#deviation = Math.exp(parameters[box.low.length + dimension] ?? Number.NaN);
    this.#low = box.low[dimension]!;
    this.#high = box.high[dimension]!;
    this.#isTanh = squash === 'tanh';
    this.#slack = tolerance.absolute + tolerance.relative * Math.max(Math.abs(this.#low), Math.abs(this.#high));
    this.#rounding = Math.max((2 * this.#slack) / (this.#high - this.#low), finestSquashed);
    if (this.#isTanh) {
      const slope = (finestPart * this.#rounding) / this.#deviation;
      this.#highest = slope < 1 ? Math.atanh(Math.sqrt(1 - slope)) : -1;
      this.#lowest = -this.#highest;
    } else {
      const wide = this.#deviation >= finestPart * this.#slack;
      this.#lowest = wide ? this.#low + this.#slack : 1;
      this.#highest = wide ? this.#high - this.#slack : -1;
    }
  }

  /** How likely a draw is that lies as far out; 0 beyond the box. */
  chanceBeyond(value: number): number {
    if (!(value >= this.#low - this.#slack && value <= this.#high + this.#slack)) return 0;
    if (!this.#isTold) return this.#chanceNearTheMean(value);
    const place = this.#unsquashed(value);
    if (place <= this.#lowest) return this.#below(this.#lowest);
    if (place >= this.#highest) return this.#above(this.#highest);
    return 2 * Math.min(this.#below(place), this.#above(place));
  }

  draw(value: number): Draw | undefined {
    if (!this.#isTold) return undefined;
    const [low, high] = [
      Math.min(this.#mean - quartile * this.#deviation, this.#highest),
      Math.max(this.#mean + quartile * this.#deviation, this.#lowest),
    ];
    const place = this.#unsquashed(value);
    const [canBeLow, canBeHigh] = [low > this.#lowest, high < this.#highest];
    const [isLowest, isHighest] = [place <= this.#lowest, place >= this.#highest];
    return {
      ...(isLowest || isHighest ? { position: undefined, score: undefined } : this.#between(place)),
      away: {
        happened: (canBeLow && place < low) || (canBeHigh && place > high),
        chance: (canBeLow ? this.#below(low) : 0) + (canBeHigh ? this.#above(high) : 0),
      },
      atBounds: [
        { happened: isLowest, chance: this.#below(this.#lowest) },
        { happened: isHighest, chance: this.#above(this.#highest) },
      ],
    };
  }

  /** That two draws lie more than a quarter of the distribution apart, round its ends: as likely as not. */
  change(one: number, other: number, [first, second]: readonly [number, number]): Event | undefined {
    if (!this.#isTold) return undefined;
    if (this.#below(this.#lowest) > wideAtom || this.#above(this.#highest) > wideAtom) return undefined;
    const apart = Math.abs(this.#position(one, first) - this.#position(other, second));
    return { happened: Math.min(apart, 1 - apart) > 1 / 4, chance: 1 / 2 };
  }

  chancesOfParts(bins: number): number[] {
    const borders = Array.from({ length: bins + 1 }, (_, index) => {
      if (index === 0) return 0;
      if (index === bins) return 1;
      return this.#below(this.#unsquashed(this.#low + ((this.#high - this.#low) * index) / bins));
    });
    return borders.slice(1).map((upper, part) => upper - borders[part]!);
  }

  inWords(): string {
    const squashed = this.#isTanh ? 'tanh of a' : 'clipped';
    return `the ${squashed} Gaussian of mean ${numberInWords(this.#mean)} and deviation ${numberInWords(this.#deviation)}`;
  }

  get #isTold(): boolean {
    return this.#lowest < this.#highest;
  }

  /** Where it lies among the draws that reach neither bound; undefined where there are none. */
  #between(place: number): Pick<Draw, 'position' | 'score' | 'scoreRange'> {
    // By the tails on the side where they are small: what is far from the mean is told apart as well.
    const isAbove = this.#lowest + this.#highest > 2 * this.#mean;
    const tail = (end: number) => (isAbove ? -this.#above(end) : this.#below(end));
    const [first, last] = [tail(this.#lowest), tail(this.#highest)];
    const all = last - first;
    if (!(all > leastBetween)) return { position: undefined, score: undefined };
    const shares = (at: number) => {
      const here = tail(Math.min(Math.max(at, this.#lowest), this.#highest));
      return [Math.max((here - first) / all, leastBetween), Math.max((last - here) / all, leastBetween)] as const;
    };
    const slack = this.#slackAt(place);
    return {
      position: shares(place)[0],
      score: normalQuantileOf(...shares(place)),
      scoreRange: [normalQuantileOf(...shares(place - slack)), normalQuantileOf(...shares(place + slack))],
    };
  }

  /** How far rounding may have moved a draw, in the Gaussian's own unit. */
  #slackAt(place: number): number {
    return this.#isTanh ? this.#rounding * Math.cosh(place) ** 2 : this.#slack;
  }

  #position(value: number, uniform: number): number {
    const place = this.#unsquashed(value);
    if (place <= this.#lowest) return uniform * this.#below(this.#lowest);
    if (place >= this.#highest) return 1 - uniform * this.#above(this.#highest);
    return this.#below(place);
  }

  /** A value of the box in the Gaussian's own unit. */
  #unsquashed(value: number): number {
    if (!this.#isTanh) return value;
    const share = (2 * (value - this.#low)) / (this.#high - this.#low) - 1;
    return Math.atanh(Math.min(Math.max(share, -1), 1));
  }

  /** Where draws cannot be told apart: how likely one is that lies as far from the mean, less the tolerance. */
  #chanceNearTheMean(value: number): number {
    const [lower, upper] = [this.#unsquashed(value - this.#slack), this.#unsquashed(value + this.#slack)];
    if (lower > this.#mean) return 2 * this.#above(lower);
    return upper < this.#mean ? 2 * this.#below(upper) : 1;
  }

  #below(place: number): number {
    return normalBelow((place - this.#mean) / this.#deviation);
  }

  #above(place: number): number {
    return normalBelow((this.#mean - place) / this.#deviation);
  }
}
