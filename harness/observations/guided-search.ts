import { type ObservationBlock, rowOf } from '../contract/observation-block.ts';
import type { OracleAnswers } from '../oracle/answers.ts';
import type { Network } from '../oracle/network.ts';
import type { Targets } from '../oracle/target-margin.ts';
import type { ObservationSpace } from './observation-space.ts';
import type { RowStream } from './row-stream.ts';
import { type Guess, Surrogate } from './surrogate.ts';
import { UnitSpace } from './unit-space.ts';

/** The best rows of a target, of which one is where a climb begins. */
const beginnings = 2;
/** For each proposal: the oracle is asked about the best one alone. */
const climbs = 4;
/** One feature in so many stays as it is, so that no two climbs end in the same place. */
const staying = 5;
const steps = 30;
/** Of the first step, as a share of the way from the middle of the box to a corner; the later ones are shorter. */
const stride = 0.22;
/** What lacks so many times an ordinary margin will not be the best: how much it lacks says no more. */
const outclassed = 32;

/**
 * Search by a guess of all answers: the next row is where a target's guessed margin is highest, on a way up from one of its
 * best rows. The guess is the network that was read out of the artifact where there is one, and else a surrogate, which is
 * made from what has been answered so far.
 */
export class GuidedSearch {
  readonly #targets: Targets;
  readonly #unit: UnitSpace;
  readonly #surrogate: Surrogate;
  readonly #network: Network | undefined;
  readonly #capacity: number;
  readonly #points: Float64Array[] = [];
  /** Of each row, one a target. */
  readonly #margins: Float64Array[] = [];
  #reach = Number.POSITIVE_INFINITY;

  constructor(space: ObservationSpace, targets: Targets, capacity: number, network?: Network) {
    this.#targets = targets;
    this.#unit = new UnitSpace(space);
    this.#capacity = capacity;
    this.#network = this.#unit.isContinuous ? network : undefined;
    this.#surrogate = new Surrogate(this.#unit.width, targets.width, capacity);
  }

  get full(): boolean {
    return this.#points.length === this.#capacity;
  }

  learn(block: ObservationBlock, answers: OracleAnswers): void {
    const { width, count, rivals } = this.#targets;
    const preferences = this.#targets.preferences(answers);
    if (rivals && this.#points.length === 0) this.#reach = outclassed * medianOf(answers.margins);
    for (let row = 0; row < block.rows && !this.full; row += 1) {
      const preferred = Float64Array.from(preferences.subarray(row * width, (row + 1) * width));
      const margins = Float64Array.from({ length: count }, (_, target) => this.#targets.margin(preferred, target));
      if (rivals) centre(preferred, this.#reach);
      if (!preferred.every(Number.isFinite)) continue;
      const point = this.#unit.pointOf(rowOf(block, row));
      if (!this.#network) this.#surrogate.learn(point, preferred);
      this.#points.push(point);
      this.#margins.push(margins);
    }
    if (!this.#network) this.#surrogate.solve();
  }

  #guess(point: Float64Array): Guess {
    if (!this.#network) return this.#surrogate.guess(point);
    const { outputs, slope } = this.#network(this.#unit.valuesAt(point));
    const halves = this.#unit.halves;
    return { outputs, slope: (shares) => slope(shares).map((value, feature) => value * halves[feature]!) };
  }

  /** The row of the highest guessed margin at which a few climbs end. */
  propose(stream: RowStream, target: number): Float32Array | undefined {
    let best: Float32Array | undefined;
    let highest = Number.NEGATIVE_INFINITY;
    for (let climb = 0; climb < climbs; climb += 1) {
      const start = this.#beginning(stream, target);
      if (!start) return undefined;
      const free = Uint8Array.from(start, () => (stream.below(staying) === 0 ? 0 : 1));
      const row = this.#unit.rowAt(this.#climb(start, free, target));
      const guess = this.#guess(this.#unit.pointOf(row));
      const margin = this.#targets.margin(guess.outputs, target);
      if (best && !(margin > highest)) continue;
      best = row;
      highest = margin;
    }
    return best;
  }

  #beginning(stream: RowStream, target: number): Float64Array | undefined {
    const best = [...this.#margins.keys()].sort(
      (one, other) => this.#margins[other]![target]! - this.#margins[one]![target]!,
    );
    return this.#points[best[stream.below(Math.min(beginnings, best.length))] ?? -1];
  }

  #climb(start: Float64Array, free: Uint8Array, target: number): Float64Array {
    const { low, high, width } = this.#unit;
    const point = start.slice();
    let highest = start;
    let reached = Number.NEGATIVE_INFINITY;
    for (let step = 0; step < steps; step += 1) {
      const guess = this.#guess(point);
      const margin = this.#targets.margin(guess.outputs, target);
      if (margin > reached) {
        reached = margin;
        highest = point.slice();
      }
      const slope = guess.slope(this.#sharesIn(guess.outputs, margin, target));
      for (let axis = 0; axis < width; axis += 1) {
        const stays = slope[axis]! > 0 ? point[axis]! >= high[axis]! : point[axis]! <= low[axis]!;
        if (free[axis] === 0 || stays) slope[axis] = 0;
      }
      const steepness = Math.sqrt(slope.reduce((sum, value) => sum + value * value, 0));
      if (!(steepness > 0)) break;
      const length = stride * Math.sqrt(width) * (1 - step / steps);
      for (let axis = 0; axis < width; axis += 1) {
        const moved = point[axis]! + (length * slope[axis]!) / steepness;
        point[axis] = Math.min(Math.max(moved, low[axis]!), high[axis]!);
      }
    }
    return highest;
  }

  /** By how much the margin changes with each of the preferences. */
  #sharesIn(preferred: Float64Array, margin: number, target: number): Float64Array {
    return preferred.map((value, index) => {
      const little = 1e-6 * (1 + Math.abs(value));
      preferred[index] = value + little;
      const share = (this.#targets.margin(preferred, target) - margin) / little;
      preferred[index] = value;
      return share;
    });
  }
}

/** Scores about their mean; what is masked with a huge or an infinite score would drown all others. */
function centre(scores: Float64Array, reach: number): void {
  const best = Math.max(...scores);
  let sum = 0;
  for (let index = 0; index < scores.length; index += 1) {
    scores[index] = Math.max(scores[index]! - best, -reach);
    sum += scores[index]!;
  }
  for (let index = 0; index < scores.length; index += 1) scores[index]! -= sum / scores.length;
}

function medianOf(values: Float32Array): number {
  const middle = values.toSorted()[values.length >> 1];
  return middle !== undefined && middle > 0 ? middle : 1;
}
