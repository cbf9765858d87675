/** What is told of a point: the guessed outputs, and how they change around it. */
export interface Guess {
  readonly outputs: Float64Array;
  /** How the sum of the outputs, each by its share, changes with each coordinate of the point. */
  slope(shares: Float64Array): Float64Array;
}

/** A point among those that were learnt. */
interface Place {
  readonly point: Float64Array;
  readonly length: number;
  /** Between the point and each that was learnt, in radians. */
  readonly angles: Float64Array;
}

/** Makes no two points linearly dependent, and forgives what no smooth function explains. */
const ridge = 3e-4;
/** Square of a coordinate that all points share: the function need not pass through 0, and is guessed nearer to linear. */
const constant = 10;
/** Coordinates are weighted anew when there are so many times as many points. */
const growth = 9 / 8;
/** Points, the latest, at which is seen what each coordinate changes. */
const mostWeighed = 32;

/**
 * Guesses a function of many outputs from a few points at which it is known: regression with the kernel that an infinitely
 * wide network of one layer of rectifiers has (arc-cosine kernel of degree 1, Cho and Saul 2009). Networks are guessed well
 * by it from fewer points than they have inputs, and better still where each coordinate counts by how much the guess changes
 * with it (the diagonal of the average gradient outer product, Radhakrishnan et al. 2024).
 *
 * The Cholesky factor of the kernel matrix grows by a row with each point: adding the n-th costs n^2 steps.
 */
export class Surrogate {
  readonly #width: number;
  readonly #outputs: number;
  readonly #capacity: number;
  /** As learnt, and with weighted coordinates. */
  readonly #learnt: Float64Array;
  readonly #points: Float64Array;
  readonly #known: Float64Array;
  /** Each coordinate is multiplied by its own. */
  readonly #scales: Float64Array;
  readonly #lengths: Float64Array;
  readonly #factor: Float64Array;
  /** The outputs, divided by the factor. */
  readonly #reduced: Float64Array;
  readonly #weights: Float64Array;
  #size = 0;
  #weighAt = 2;

  constructor(width: number, outputs: number, capacity: number) {
    this.#width = width;
    this.#outputs = outputs;
    this.#capacity = capacity;
    this.#learnt = new Float64Array(capacity * width);
    this.#points = new Float64Array(capacity * width);
    this.#known = new Float64Array(capacity * outputs);
    this.#scales = new Float64Array(width).fill(1);
    this.#lengths = new Float64Array(capacity);
    this.#factor = new Float64Array(capacity * capacity);
    this.#reduced = new Float64Array(capacity * outputs);
    this.#weights = new Float64Array(capacity * outputs);
  }

  get full(): boolean {
    return this.#size === this.#capacity;
  }

  /** What is learnt is known after `solve`. */
  learn(point: Float64Array, outputs: Float64Array): void {
    this.#learnt.set(point, this.#size * this.#width);
    this.#known.set(outputs, this.#size * this.#outputs);
    this.#append(this.#size);
    this.#size += 1;
  }

  solve(): void {
    this.#solveWeights();
    if (this.#size < this.#weighAt) return;
    this.#weighAt = this.#size * growth;
    this.#weighCoordinates();
    for (let index = 0; index < this.#size; index += 1) this.#append(index);
    this.#solveWeights();
  }

  guess(at: Float64Array): Guess {
    const point = at.map((value, axis) => value * this.#scales[axis]!);
    const length = lengthOf(point);
    const angles = new Float64Array(this.#size);
    const outputs = new Float64Array(this.#outputs);
    for (let index = 0; index < this.#size; index += 1) {
      angles[index] = this.#angleTo(point, length, index);
      const near = kernel(length, this.#lengths[index]!, angles[index]!);
      const first = index * this.#outputs;
      for (let output = 0; output < outputs.length; output += 1) {
        outputs[output]! += near * this.#weights[first + output]!;
      }
    }
    return { outputs, slope: (shares) => this.#slope({ point, length, angles }, shares) };
  }

  #slope({ point, length, angles }: Place, shares: Float64Array): Float64Array {
    const slope = new Float64Array(this.#width);
    let along = 0;
    for (let index = 0; index < angles.length; index += 1) {
      let weight = 0;
      const at = index * this.#outputs;
      for (let output = 0; output < shares.length; output += 1) weight += shares[output]! * this.#weights[at + output]!;
      along += (weight * this.#lengths[index]! * Math.sin(angles[index]!)) / (Math.PI * length);
      const towards = weight * (1 - angles[index]! / Math.PI);
      const first = index * this.#width;
      for (let axis = 0; axis < slope.length; axis += 1) slope[axis]! += towards * this.#points[first + axis]!;
    }
    for (let axis = 0; axis < slope.length; axis += 1) {
      slope[axis] = (slope[axis]! + along * point[axis]!) * this.#scales[axis]!;
    }
    return slope;
  }

  /** Adds the row of a point to the factor, below those of the points before it. */
  #append(index: number): void {
    const point = this.#points.subarray(index * this.#width, (index + 1) * this.#width);
    for (let axis = 0; axis < this.#width; axis += 1) {
      point[axis] = this.#learnt[index * this.#width + axis]! * this.#scales[axis]!;
    }
    const length = lengthOf(point);
    const row = this.#factor.subarray(index * this.#capacity, index * this.#capacity + index + 1);
    for (let other = 0; other < index; other += 1) {
      row[other] = kernel(length, this.#lengths[other]!, this.#angleTo(point, length, other));
      row[other] = (row[other]! - this.#dotOfFactors(index, other)) / this.#factor[other * (this.#capacity + 1)]!;
    }
    row[index] = Math.sqrt(Math.max(length * length * (1 + ridge) - this.#dotOfFactors(index, index), ridge));
    const reduced = this.#reduced.subarray(index * this.#outputs, (index + 1) * this.#outputs);
    reduced.set(this.#known.subarray(index * this.#outputs, (index + 1) * this.#outputs));
    for (let other = 0; other < index; other += 1) this.#subtract(this.#reduced, index, row[other]!, other);
    for (let output = 0; output < this.#outputs; output += 1) reduced[output]! /= row[index]!;
    this.#lengths[index] = length;
  }

  #solveWeights(): void {
    this.#weights.set(this.#reduced);
    for (let index = this.#size - 1; index >= 0; index -= 1) {
      const row = index * this.#capacity;
      const diagonal = this.#factor[row + index]!;
      for (let at = index * this.#outputs; at < (index + 1) * this.#outputs; at += 1) this.#weights[at]! /= diagonal;
      for (let other = 0; other < index; other += 1) {
        this.#subtract(this.#weights, other, this.#factor[row + other]!, index);
      }
    }
  }

  #weighCoordinates(): void {
    const changes = new Float64Array(this.#width);
    const share = new Float64Array(this.#outputs);
    for (let index = Math.max(0, this.#size - mostWeighed); index < this.#size; index += 1) {
      const guess = this.guess(this.#learnt.subarray(index * this.#width, (index + 1) * this.#width));
      for (let output = 0; output < this.#outputs; output += 1) {
        share.fill(0)[output] = 1;
        guess.slope(share).forEach((slope, axis) => {
          changes[axis]! += slope * slope;
        });
      }
    }
    const even = changes.reduce((sum, change) => sum + change, 0) / this.#width;
    if (!(even > 0)) return;
    // Half of the weight is even: what has been seen to change nothing may change something elsewhere.
    for (const [axis, change] of changes.entries()) this.#scales[axis] = Math.sqrt((change / even + 1) / 2);
  }

  #angleTo(point: Float64Array, length: number, index: number): number {
    let dot = constant;
    const first = index * this.#width;
    for (let axis = 0; axis < point.length; axis += 1) dot += point[axis]! * this.#points[first + axis]!;
    return Math.acos(Math.min(Math.max(dot / (length * this.#lengths[index]!), -1), 1));
  }

  /** Of the first `other` entries of two rows of the factor. */
  #dotOfFactors(row: number, other: number): number {
    let dot = 0;
    const [one, two] = [row * this.#capacity, other * this.#capacity];
    for (let at = 0; at < other; at += 1) dot += this.#factor[one + at]! * this.#factor[two + at]!;
    return dot;
  }

  #subtract(outputs: Float64Array, from: number, times: number, what: number): void {
    const [one, two] = [from * this.#outputs, what * this.#outputs];
    for (let output = 0; output < this.#outputs; output += 1) outputs[one + output]! -= times * outputs[two + output]!;
  }
}

function lengthOf(point: Float64Array): number {
  return Math.sqrt(point.reduce((sum, value) => sum + value * value, constant));
}

function kernel(one: number, other: number, angle: number): number {
  return (one * other * (Math.sin(angle) + (Math.PI - angle) * Math.cos(angle))) / Math.PI;
}
