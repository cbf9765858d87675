/** The rows of greatest margin seen so far, in memory that is taken once. */
export class CandidatePool {
  readonly #width: number;
  readonly #values: Float32Array;
  readonly #margins: Float64Array;
  #size = 0;
  #worst = 0;

  constructor(width: number, capacity: number) {
    this.#width = width;
    this.#values = new Float32Array(capacity * width);
    this.#margins = new Float64Array(capacity);
  }

  get size(): number {
    return this.#size;
  }

  /** Keeps the row if it is among the best; a margin that is there already is taken for the same row. NaN is not kept. */
  offer(row: Float32Array, margin: number): void {
    const full = this.#size === this.#margins.length;
    if (full && !(margin > this.#margins[this.#worst]!)) return;
    if (Number.isNaN(margin) || this.#margins.subarray(0, this.#size).includes(margin)) return;
    const place = full ? this.#worst : this.#size;
    this.#values.set(row, place * this.#width);
    this.#margins[place] = margin;
    if (!full) this.#size += 1;
    this.#worst = 0;
    for (let index = 1; index < this.#size; index += 1) {
      if (this.#margins[index]! < this.#margins[this.#worst]!) this.#worst = index;
    }
  }

  row(index: number): Float32Array {
    return this.#values.subarray(index * this.#width, (index + 1) * this.#width);
  }

  margin(index: number): number {
    return this.#margins[index]!;
  }

  clear(): void {
    this.#size = 0;
    this.#worst = 0;
  }
}
