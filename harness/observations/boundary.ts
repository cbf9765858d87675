import { allowSomething } from './allowed-actions.ts';
import { type Generator, rowByRow } from './generator.ts';
import { type DrawRow, nominalRow } from './nominal.ts';
import { type ObservationSpace, valueAt } from './observation-space.ts';
import { RowStream } from './row-stream.ts';

/** What one feature of a probing row is set to; the others are nominal. */
type Probe = (space: ObservationSpace, feature: number) => number;

const probes: readonly Probe[] = [
  ({ minimum }, feature) => minimum[feature]!,
  ({ maximum }, feature) => maximum[feature]!,
  (space, feature) => valueAt(space, feature, space.resting[feature]!),
  (space, feature) => {
    const { minimum, lowest, highest } = space;
    const inside = valueAt(space, feature, lowest[feature]!) > minimum[feature]! ? 0 : 1;
    return valueAt(space, feature, Math.min(lowest[feature]! + inside, highest[feature]!));
  },
  (space, feature) => {
    const { maximum, lowest, highest } = space;
    const inside = valueAt(space, feature, highest[feature]!) < maximum[feature]! ? 0 : 1;
    return valueAt(space, feature, Math.max(highest[feature]! - inside, lowest[feature]!));
  },
];

/**
 * The edges of the space. Row 0 has every feature at its minimum, row 1 at its maximum. Then, in turn: a probing row, with
 * one feature at its minimum, its maximum, at rest (0 where that is in range; 1 in a mask), one step above the minimum or one step
 * below the maximum, and the others nominal; and a corner, with each feature at its minimum or maximum by chance.
 *
 * A row whose mask would allow nothing allows one action. A bound that is no float32 is replaced by the nearest one within the range.
 */
export function boundary(space: ObservationSpace, seed: number): Generator {
  const stream = new RowStream(seed, 'boundary');
  const draw = nominalRow(space);
  const { width } = space;
  return rowByRow(width, (index, values, offset) => {
    const row = values.subarray(offset, offset + width);
    drawBoundaryRow(space, stream, draw, index, row);
    allowSomething(space, row);
  });
}

/** So many rows probe every feature in every way. */
export function boundaryCycle({ width }: ObservationSpace): number {
  return 2 + 2 * probes.length * width;
}

function drawBoundaryRow(space: ObservationSpace, stream: RowStream, draw: DrawRow, index: number, row: Float32Array) {
  const { width, minimum, maximum } = space;
  if (index === 0) {
    row.set(minimum);
    return;
  }
  if (index === 1) {
    row.set(maximum);
    return;
  }
  stream.seek(index);
  if (index % 2 === 1) {
    for (let feature = 0; feature < width; feature += 1) {
      row[feature] = stream.below(2) === 0 ? minimum[feature]! : maximum[feature]!;
    }
    return;
  }
  draw(stream, row, 0);
  const turn = index / 2 - 1;
  const feature = turn % width;
  const probe = probes[Math.floor(turn / width) % probes.length]!;
  row[feature] = probe(space, feature);
}
