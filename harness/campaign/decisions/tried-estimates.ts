import type { Sizing } from '../../contract/contract.ts';
import { RowStream } from '../../observations/row-stream.ts';

/** From below the veto to above the target: as far beyond the bounds as they lie apart. */
const onTheGrid = 24;
const drawn = 24;
const largest = [1e9, Number.MAX_VALUE];
const smallest = [0, Number.MIN_VALUE];

/**
 * Tail means over the whole range, none of them twice: each bound and its neighbours in float64, evenly over the range,
 * drawn from it, very large and very small ones. The same seed gives the same.
 */
export function triedEstimates(
  { target, floor, veto }: Pick<Sizing, 'target' | 'floor' | 'veto'>,
  seed: number,
): readonly number[] {
  const width = target - veto;
  const at = (share: number) => veto - width + 3 * width * share;
  const stream = new RowStream(seed, 'tail means');
  const bounds = [target, floor, veto].flatMap((bound) => [bound, nextAbove(bound), -nextAbove(-bound)]);
  const grid = Array.from({ length: onTheGrid + 1 }, (_, index) => at(index / onTheGrid));
  const draws = Array.from({ length: drawn }, () => at(stream.next() / 2 ** 32));
  const extremes = [...largest, ...smallest].flatMap((value) => [value, -value]);
  return [...new Set([...bounds, ...grid, ...draws, ...extremes])].filter(Number.isFinite);
}

/** What is no tail mean, as it would stand in a reply, whether that is JSON or not. */
export const notEstimates = [
  'NaN',
  'Infinity',
  '-Infinity',
  '1e999',
  '-1e999',
  '"0.5"',
  '""',
  'null',
  'true',
  '[]',
  '{}',
];

/** The next number in float64. */
export function nextAbove(value: number): number {
  if (value === 0) return Number.MIN_VALUE;
  const bits = new BigInt64Array(Float64Array.of(value).buffer);
  bits[0] = bits[0]! + (value > 0 ? 1n : -1n);
  return new Float64Array(bits.buffer)[0]!;
}
