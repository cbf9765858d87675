import { nominalRowsModule } from './nominal-rows-module.ts';
import type { ObservationSpace } from './observation-space.ts';
import type { StreamKey } from './row-stream.ts';

interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

interface NominalRows {
  readonly exports: {
    /** See `assembly/nominal-rows.ts`. */
    drawRows(
      low: number,
      high: number,
      first: number,
      rows: number,
      width: number,
      features: number,
      words: number,
      values: number,
    ): void;
  };
}

/** What is used of it. TypeScript itself declares it only together with all that a browser has. */
declare const WebAssembly: {
  readonly Memory: new (descriptor: { readonly initial: number }) => Memory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: { readonly env: { readonly memory: Memory } }) => NominalRows;
};

/** One for all generators of a thread, since each reserves gigabytes of addresses. */
const memory = new WebAssembly.Memory({ initial: 1 });
const { drawRows } = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(nominalRowsModule, 'base64')), {
  env: { memory },
}).exports;
const bytesOfPage = 65_536;

/** Values that are drawn by one call: few enough that all of them stay in the fastest memory. */
const valuesOfCall = 4096;

/** Of each feature, how many levels it has, the lowest, and the step from one to the next. */
interface Levels extends Pick<ObservationSpace, 'width' | 'lowest' | 'step'> {
  readonly counts: Int32Array;
}

/**
 * The rows of a stream from row `first` on, as many as fill `values`: each feature has 16 bits of the row's words, its level
 * is `lowest + floor(bits * count / 2^16)`, and its value is `level * step`; so it is of a category, whose codes are not
 * looked up.
 *
 * The values are drawn in WebAssembly, four rows at a time.
 */
export function fillWithRows(
  values: Float32Array,
  { width, counts, lowest, step }: Levels,
  { low, high }: StreamKey,
  first: number,
): void {
  const rows = values.length / width;
  const rowsOfCall = multipleOfFour(Math.ceil(valuesOfCall / width));
  const filledWidth = multipleOfFour(width);
  const words = 3 * filledWidth;
  const drawn = words + 4 * (filledWidth / 2);
  reserve(4 * (drawn + rowsOfCall * width + 3));

  const integers = new Int32Array(memory.buffer);
  const floats = new Float32Array(memory.buffer);
  integers.set(counts);
  integers.set(lowest, filledWidth);
  floats.set(step, 2 * filledWidth);
  for (let row = 0; row < rows; row += rowsOfCall) {
    const count = Math.min(rowsOfCall, rows - row);
    drawRows(low, high, first + row, count, width, 0, 4 * words, 4 * drawn);
    values.set(floats.subarray(drawn, drawn + count * width), row * width);
  }
}

function multipleOfFour(count: number): number {
  return Math.ceil(count / 4) * 4;
}

function reserve(bytes: number): void {
  const missing = bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / bytesOfPage));
}
