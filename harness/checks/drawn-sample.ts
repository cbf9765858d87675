import { chanceOfCount, chanceOfShift, chanceOfSpread, chanceOfUnevenness } from './chance-bounds.ts';
import type { Draw, Event } from './drawn-distribution.ts';
import { TiltedSum } from './tilted-sum.ts';
import { numberInWords } from './wording.ts';

const bins = 64;

/** Events as they were expected and as they came: a few numbers, however many there were. */
export class Counted {
  seen = 0;
  expected = 0;
  readonly #tilted = new TiltedSum();

  see({ happened, chance }: Event): void {
    if (happened) this.seen += 1;
    this.expected += chance;
    this.#tilted.seeEvent(happened, chance);
  }

  /** How likely it is that chance alone made this count: both bounds are of the same tail, so that the lesser holds. */
  get chance(): number {
    return Math.min(chanceOfCount(this.seen, this.expected), this.#tilted.chance);
  }
}

/** Standard normal draws, each known to lie within a range: nothing within the ranges counts against them. */
class NormalScores {
  #count = 0;
  readonly #sum: [number, number] = [0, 0];
  readonly #squares: [number, number] = [0, 0];

  see([least, most]: readonly [number, number]): void {
    this.#count += 1;
    this.#sum[0] += least;
    this.#sum[1] += most;
    this.#squares[0] += least < 0 && most > 0 ? 0 : Math.min(least ** 2, most ** 2);
    this.#squares[1] += Math.max(least ** 2, most ** 2);
  }

  /** How many deviations they lie beside where they should, on average. */
  get shift(): number {
    return this.#count === 0 ? 0 : nearest(0, this.#sum) / this.#count;
  }

  /** How wide they are, in deviations. */
  get width(): number {
    return this.#count === 0 ? 1 : Math.sqrt(nearest(this.#count, this.#squares) / this.#count);
  }

  get chanceOfShift(): number {
    return chanceOfShift(nearest(0, this.#sum), this.#count);
  }

  get chanceOfWidth(): number {
    return chanceOfSpread(nearest(this.#count, this.#squares), this.#count);
  }
}

/** What one test of a sample says: how likely the draws are by chance, and what of them it looked at. */
interface Test {
  readonly chance: number;
  readonly inWords: string;
}

/** Draws of one dimension, each from its own distribution: its size does not grow with their number. */
export class DrawnSample {
  /** How many tests there are: of values all but the last two, of actions four. Each has its share of a limit. */
  static readonly tests = 6;

  count = 0;
  readonly away = new Counted();
  readonly #rare = new Counted();
  readonly #atBounds: Counted[] = [];
  readonly #positions = new Float64Array(bins);
  readonly #scores = new NormalScores();
  /** By the logarithms of their chances: what a temperature turns. */
  readonly #likelihoods = new TiltedSum();

  see({ position, away, rare, atBounds, scoreRange, choice }: Draw): void {
    this.count += 1;
    this.away.see(away);
    if (rare) this.#rare.see(rare);
    atBounds.forEach((event, bound) => {
      this.#atBounds[bound] ??= new Counted();
      this.#atBounds[bound].see(event);
    });
    if (position !== undefined) this.#positions[Math.min(bins - 1, Math.floor(position * bins))]! += 1;
    if (scoreRange) this.#scores.see(scoreRange);
    if (choice) this.#likelihoods.seeLikelihood(choice.drawn, choice.chances);
  }

  /** How likely it is that honest draws look so, whichever test is asked. */
  get chance(): number {
    return Math.min(1, DrawnSample.tests * this.#worst.chance);
  }

  /** What of them is the least likely. */
  get worstInWords(): string {
    return this.#worst.inWords;
  }

  get #worst(): Test {
    return this.#tests().reduce((worst, test) => (test.chance < worst.chance ? test : worst));
  }

  #tests(): readonly [Test, ...Test[]] {
    const { shift, width, chanceOfShift, chanceOfWidth } = this.#scores;
    return [
      { chance: this.away.chance, inWords: '' },
      { chance: chanceOfUnevenness(this.#positions), inWords: ', and draws are heaped up in a part of it' },
      ...this.#atBounds.map(({ chance, seen, expected }, bound) => ({
        chance,
        inWords: `, and ${seen} at the ${bound === 0 ? 'lower' : 'upper'} bound, where ${Math.round(expected)} should be`,
      })),
      { chance: chanceOfShift, inWords: `, and draws lie ${numberInWords(shift)} deviations beside their places` },
      { chance: chanceOfWidth, inWords: `, and draws are ${numberInWords(width)} times as wide as they should be` },
      {
        chance: this.#rare.chance,
        inWords: `, and ${this.#rare.seen} of the rarest actions, where ${Math.round(this.#rare.expected)} should be`,
      },
      {
        chance: this.#likelihoods.chance,
        inWords: `, and ${this.#likelihoods.excess > 0 ? 'likely' : 'unlikely'} actions come too often`,
      },
    ];
  }
}

/** The number within a range that lies the nearest to another. */
function nearest(to: number, [least, most]: readonly [number, number]): number {
  return Math.min(Math.max(to, least), most);
}
