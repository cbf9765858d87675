import type { ObservationSpace } from './observation-space.ts';

/** Whether the mask of a row allows an action; true where there is no mask. */
export function allowsSomething({ mask }: ObservationSpace, row: Float32Array): boolean {
  if (!mask) return true;
  for (let index = mask.first; index < mask.first + mask.size; index += 1) if (row[index] !== 0) return true;
  return false;
}

/** Allows one action, by the other values of the row, where its mask allows none: no policy can answer that. */
export function allowSomething(space: ObservationSpace, row: Float32Array): void {
  if (!space.mask || allowsSomething(space, row)) return;
  const { first, size } = space.mask;
  const bits = new Int32Array(row.buffer, row.byteOffset, row.length);
  const mixed = bits.reduce((sum, word) => Math.imul(sum ^ (word >>> 7), 0x9e3779b1), 1);
  row[first + ((mixed >>> 8) % size)] = 1;
}
