/** What is told of a point: the guessed outputs, and what it takes to say how they change around it. */
export interface Guess {
  readonly point: Float64Array;
  readonly outputs: Float64Array;
  readonly length: number;
  /** Between the point and each that was learnt, in radians. */
  readonly angles: Float64Array;
}

/** Makes no two points linearly dependent, and forgives what no smooth function explains. */
const ridge = 1e-3;

/**
 * Guesses a function of many outputs from a few points at which it is known: regression with the kernel that an infinitely
 * wide network of one layer of rectifiers has (arc-cosine kernel of degree 1, Cho and Saul 2009). Networks are guessed well
 * by it from fewer points than they have inputs.
 *
 * The Cholesky factor of the kernel matrix grows by a row with each point: adding the n-th costs n^2 steps.
 */
export class Surrogate {
  readonly #width: number;
  readonly #outputs: number;
  readonly #capacity: number;
  readonly #points: Float64Array;
  readonly #lengths: Float64Array;
  readonly #factor: Float64Array;
  /** The outputs, divided by the factor. */
  readonly #reduced: Float64Array;
  readonly #weights: Float64Array;
  #size = 0;

  constructor(width: number, outputs: number, capacity: number) {
    this.#width = width;
    this.#outputs = outputs;
    this.#capacity = capacity;
    this.#points = new Float64Array(capacity * width);
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
    const index = this.#size;
    const length = lengthOf(point);
    const row = this.#factor.subarray(index * this.#capacity, index * this.#capacity + index + 1);
    for (let other = 0; other < index; other += 1) {
      row[other] = kernel(length, this.#lengths[other]!, this.#angleTo(point, length, other));
      row[other] = (row[other]! - this.#dotOfFactors(index, other)) / this.#factor[other * (this.#capacity + 1)]!;
    }
    row[index] = Math.sqrt(Math.max(length * length * (1 + ridge) - this.#dotOfFactors(index, index), ridge));
    const reduced = this.#reduced.subarray(index * this.#outputs, (index + 1) * this.#outputs);
    reduced.set(outputs);
    for (let other = 0; other < index; other += 1) this.#subtract(this.#reduced, index, row[other]!, other);
    for (let output = 0; output < this.#outputs; output += 1) reduced[output]! /= row[index]!;
    this.#points.set(point, index * this.#width);
    this.#lengths[index] = length;
    this.#size += 1;
  }

  solve(): void {
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

  guess(point: Float64Array): Guess {
    const length = lengthOf(point);
    const angles = new Float64Array(this.#size);
    const outputs = new Float64Array(this.#outputs);
    for (let index = 0; index < this.#size; index += 1) {
      angles[index] = this.#angleTo(point, length, index);
      const near = kernel(length, this.#lengths[index]!, angles[index]!);
      const at = index * this.#outputs;
      for (let output = 0; output < outputs.length; output += 1) outputs[output]! += near * this.#weights[at + output]!;
    }
    return { point, outputs, length, angles };
  }

  /** How the sum of the outputs, each by its share, changes with each coordinate of the point. */
  slope({ point, length, angles }: Guess, shares: Float64Array): Float64Array {
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
    for (let axis = 0; axis < slope.length; axis += 1) slope[axis]! += along * point[axis]!;
    return slope;
  }

  #angleTo(point: Float64Array, length: number, index: number): number {
    let dot = 1;
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

/** With a coordinate that is always 1, so that the function need not pass through 0. */
function lengthOf(point: Float64Array): number {
  return Math.sqrt(point.reduce((sum, value) => sum + value * value, 1));
}

function kernel(one: number, other: number, angle: number): number {
  return (one * other * (Math.sin(angle) + (Math.PI - angle) * Math.cos(angle))) / Math.PI;
}
