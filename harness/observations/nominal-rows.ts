import { nominalRowsModule } from './nominal-rows-module.ts';
import type { ObservationSpace } from './observation-space.ts';
import { mixingOfRow, type StreamKey } from './row-stream.ts';

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
const { exports } = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(nominalRowsModule, 'base64')), {
  env: { memory },
});
const bytesOfPage = 65_536;

/** Values that are drawn together: few enough that all of them stay in the fastest memory. */
const valuesTogether = 4096;

/** Of each feature, how many levels it has. */
export function levelCounts({ lowest, highest }: ObservationSpace): Int32Array {
  return highest.map((high, feature) => high - lowest[feature]! + 1);
}

/**
 * The rows of a stream from row `first` on, as many as fill `values`: each feature has 16 bits of the row's words, and its
 * level is `lowest + floor(bits * count / 2^16)`. Of a category the level is written, not its code.
 *
 * The values are drawn in WebAssembly, four rows at a time.
 */
export function fillWithRows(
  values: Float32Array,
  space: ObservationSpace,
  { low, high }: StreamKey,
  first: number,
): void {
  const { width, lowest, step } = space;
  const rows = values.length / width;
  const rowsTogether = multipleOfFour(Math.min(Math.ceil(valuesTogether / width), rows));
  const run = multipleOfFour(width);
  const words = 3 * run;
  const drawn = words + 4 * (mixingOfRow + run / 2);
  reserve(4 * (drawn + multipleOfFour(rowsTogether * width + 3)));

  const integers = new Int32Array(memory.buffer);
  const floats = new Float32Array(memory.buffer);
  integers.set(levelCounts(space));
  integers.set(lowest, run);
  floats.set(step, 2 * run);
  for (let row = 0; row < rows; row += rowsTogether) {
    const count = Math.min(rowsTogether, rows - row);
    exports.drawRows(low, high, first + row, count, width, 0, 4 * words, 4 * drawn);
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
