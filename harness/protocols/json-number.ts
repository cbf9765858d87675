/**
 * A float32 as JSON text.
 *
 * It is the shortest text of the double that equals the float32 exactly, as `JSON.stringify` prints it: `0.5` for a
 * dyadic value, up to 17 digits for others (`0.10000000149011612`). The shortest text of the *float32* (`0.1`) would be
 * shorter, but an endpoint that computes in float64 would then see another number than the oracle does.
 * Minus zero is `-0.0`: as `-0`, several parsers read an integer and lose the sign.
 */
export function jsonNumber(value: number): string {
  return value === 0 ? (Object.is(value, -0) ? '-0.0' : '0') : `${value}`;
}

/** Values `from` to `to`, without the last, as a JSON array. `JSON.stringify` writes numbers fastest, but loses minus zero. */
export function jsonArray(values: Float32Array, from: number, to: number): string {
  const numbers = new Array<number>(to - from);
  let minusZero = false;
  for (let index = from; index < to; index++) {
    const value = values[index]!;
    if (value === 0 && Object.is(value, -0)) minusZero = true;
    numbers[index - from] = value;
  }
  return minusZero ? `[${numbers.map(jsonNumber).join(',')}]` : JSON.stringify(numbers);
}
