import { ObservationError } from './observation-error.ts';

const twoTo32 = 2 ** 32;
/**
 * Steps between setting the state and using it, so that what was set is mixed through all of it: for the key as many as
 * the author of the generator takes, for a row as many as he takes where it must be fast (PractRand, `sfc32::seed` and
 * `seed_fast`). From 8 on, each bit of a row's number changes each bit of its first words in half of the rows.
 */
const mixingOfKey = 12;
const mixingOfRow = 8;

/** What seed and name come to: 64 bits, as two integers. */
export interface StreamKey {
  readonly low: number;
  readonly high: number;
}

/**
 * Random numbers by row: what row `n` draws depends on the seed, on the name and on `n` alone.
 *
 * The generator is sfc32 (Doty-Humphrey). Its state of 128 bits starts as 64 bits of key, from seed and name, and 64 bits
 * of row number; a step maps states one to one, so that no two rows of a stream begin in the same state.
 */
export class RowStream {
  readonly key: StreamKey;
  #a = 0;
  #b = 0;
  #c = 0;
  #d = 0;
  readonly #word = new Int32Array(1);
  readonly #mixing = new Int32Array(mixingOfRow);

  /**
   * @param seed - an integer from 0 to 2^53 - 1
   * @param name - what is drawn; streams of different names are independent
   * @throws {ObservationError} SEED_OUT_OF_RANGE
   */
  constructor(seed: number, name: string) {
    if (!Number.isSafeInteger(seed) || seed < 0) {
      throw new ObservationError('SEED_OUT_OF_RANGE', {
        problem: `${seed} is no seed`,
        remedy: 'give an integer from 0 to 9007199254740991',
      });
    }
    this.#a = seed | 0;
    this.#b = Math.floor(seed / twoTo32) | 0;
    for (let index = 0; index < name.length; index += 1) {
      this.#c = (this.#c ^ name.charCodeAt(index)) | 0;
      this.next();
    }
    this.#d ^= name.length;
    this.fill(new Int32Array(mixingOfKey));
    this.key = { low: this.next() | 0, high: this.next() | 0 };
    this.seek(0);
  }

  /** Goes to the beginning of row `row`, an integer from 0 to 2^53 - 1. */
  seek(row: number): void {
    this.#a = this.key.low;
    this.#b = this.key.high;
    this.#c = row | 0;
    this.#d = Math.floor(row / twoTo32) | 0;
    this.fill(this.#mixing);
  }

  /** 32 random bits, as an integer from 0. */
  next(): number {
    this.fill(this.#word);
    return this.#word[0]! >>> 0;
  }

  /** An integer from 0 to `count - 1`; up to 2^16 of them are equally likely within 1 in 65,536. */
  below(count: number): number {
    return Math.floor((this.next() * count) / twoTo32);
  }

  /** Fills `words` with 32 random bits each. The state is kept in local variables meanwhile, which is what makes it fast. */
  fill(words: Int32Array): void {
    let a = this.#a | 0;
    let b = this.#b | 0;
    let c = this.#c | 0;
    let d = this.#d | 0;
    for (let index = 0; index < words.length; index += 1) {
      const drawn = (((a + b) | 0) + d) | 0;
      d = (d + 1) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = (((c << 21) | (c >>> 11)) + drawn) | 0;
      words[index] = drawn;
    }
    this.#a = a;
    this.#b = b;
    this.#c = c;
    this.#d = d;
  }
}
