const nothing = new Uint8Array(0);

/**
 * Bytes that come in parts, kept up to a limit. A single part is kept as it is, since Node makes a receive buffer no
 * larger than what was received; several are copied, so that a million parts of one byte cost no more than a megabyte.
 */
export class BoundedBytes {
  readonly #limit: number;
  /** What is kept, and beyond `#length` room for more. */
  #buffer: Uint8Array = nothing;
  #length = 0;
  #cut = false;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** There were more than are kept. */
  get cut(): boolean {
    return this.#cut;
  }

  fits(part: Uint8Array): boolean {
    return this.#length + part.length <= this.#limit;
  }

  add(part: Uint8Array): void {
    const kept = this.fits(part) ? part : part.subarray(0, this.#limit - this.#length);
    if (kept !== part) this.#cut = true;
    if (this.#length === 0) this.#buffer = kept;
    else this.#append(kept);
    this.#length += kept.length;
  }

  bytes(): Uint8Array {
    return this.#buffer.length === this.#length ? this.#buffer : this.#buffer.slice(0, this.#length);
  }

  #append(part: Uint8Array): void {
    const length = this.#length + part.length;
    if (length > this.#buffer.length) {
      const larger = new Uint8Array(Math.min(2 * length, this.#limit));
      larger.set(this.#buffer.subarray(0, this.#length));
      this.#buffer = larger;
    }
    this.#buffer.set(part, this.#length);
  }
}
