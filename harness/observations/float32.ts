const bits = new Int32Array(1);
const value = new Float32Array(bits.buffer);

/** The smallest float32 that is at least `bound`; Infinity where there is none. */
export function float32AtLeast(bound: number): number {
  value[0] = bound;
  if (value[0] >= bound) return value[0] + 0;
  if (value[0] === 0) return 2 ** -149;
  bits[0] = bits[0]! + (value[0] > 0 ? 1 : -1);
  return value[0] + 0;
}

/** The largest float32 that is at most `bound`; -Infinity where there is none. */
export function float32AtMost(bound: number): number {
  return 0 - float32AtLeast(-bound);
}

/** Distance from `magnitude` to the next larger float32. */
export function float32Spacing(magnitude: number): number {
  value[0] = magnitude;
  return 2 ** Math.max(((bits[0]! >>> 23) & 255) - 127 - 23, -149);
}
