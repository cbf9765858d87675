import { type ObservationBlock, rowOf } from '../contract/observation-block.ts';
import type { Evaluate, OracleAnswers } from '../oracle/answers.ts';
import { allowsSomething } from './allowed-actions.ts';
import { nominal } from './nominal.ts';
import { levelOf, type ObservationSpace, valueAt } from './observation-space.ts';
import { RowStream } from './row-stream.ts';

export interface NeighbourOptions {
  readonly pairs: number;
  /** On both sides, the best score must exceed every other by more than this. */
  readonly minimumMargin: number;
  /** Nominal rows from which the pairs are made. */
  readonly startRows?: number;
}

export interface NeighbourPair {
  readonly one: Float32Array;
  readonly other: Float32Array;
  /** What the oracle gives to each; never the same. */
  readonly actions: readonly [number, number];
  /** Features in which the two differ. */
  readonly features: number;
  /** The largest difference in one feature, in steps of its grid. */
  readonly steps: number;
}

export interface Neighbours {
  /** Fewer than asked for, and none, where the policy is sure of one action only. */
  readonly pairs: readonly NeighbourPair[];
  /** How many rows the oracle was asked about. */
  readonly asked: number;
}

/** Rows that must fail one after the other, each somewhere else between the two, before a pair is as close as it gets. */
const patience = 8;

/**
 * Pairs of rows that lie close together and yet have different actions, each with margin enough: a cache with rounded keys
 * or an answer that is remembered shows up between them.
 *
 * Each pair begins as two nominal rows of different action. In each round a row between the two replaces the one whose
 * action it has, or is dropped where its margin is too small. While several features differ, half of them (in the mean)
 * are taken over; when one is left, its levels are halved, and in
 * the end no level beside either row would do in its place. All pairs are asked about in one block, about 25 rounds. With
 * a `minimumMargin` small against the scores, most pairs end in one feature, one step apart; the larger it is, the wider
 * the strip between them in which no row is sure enough. `features` and `steps` say how close each pair came.
 */
export async function neighbours(
  space: ObservationSpace,
  seed: number,
  evaluate: Evaluate,
  { pairs, minimumMargin, startRows = 1024 }: NeighbourOptions,
): Promise<Neighbours> {
  const stream = new RowStream(seed, 'neighbours');
  const start = nominal(space, seed).block(0, startRows);
  const segments = segmentsOf(start, await evaluate(start), pairs, minimumMargin, stream);
  let asked = startRows;
  const canComeCloser = (segment: Segment) => segment.failures < patience && !isClosest(space, segment);

  for (let narrowing = segments.filter(canComeCloser); narrowing.length > 0; ) {
    const values = new Float32Array(narrowing.length * space.width);
    const block = { rows: narrowing.length, width: space.width, values };
    narrowing.forEach((segment, row) => {
      drawBetween(space, stream, segment, rowOf(block, row));
    });
    const answers = await evaluate(block);
    asked += block.rows;
    narrowing.forEach((segment, row) => {
      if (answers.margins[row]! > minimumMargin) narrow(segment, rowOf(block, row), answers.actions[row]!);
      else segment.failures += 1;
    });
    narrowing = narrowing.filter(canComeCloser);
  }
  return { pairs: segments.map((segment) => pairOf(space, segment)), asked };
}

/** Two rows of different action, coming closer. */
interface Segment {
  one: Float32Array;
  other: Float32Array;
  actions: [number, number];
  failures: number;
}

/** Takes actions, not rows, at random: a pair with a rare action is as likely as any. */
function segmentsOf(
  block: ObservationBlock,
  { actions, margins }: OracleAnswers,
  count: number,
  minimumMargin: number,
  stream: RowStream,
): Segment[] {
  const sure = new Map<number, number[]>();
  actions.forEach((action, row) => {
    if (!(margins[row]! > minimumMargin)) return;
    const rows = sure.get(action);
    if (rows) rows.push(row);
    else sure.set(action, [row]);
  });
  const groups = [...sure].sort(([one], [other]) => one - other);
  if (groups.length < 2) return [];
  return Array.from({ length: count }, () => {
    const first = stream.below(groups.length);
    const second = (first + 1 + stream.below(groups.length - 1)) % groups.length;
    const [one, other] = [groups[first]!, groups[second]!];
    return {
      one: rowOf(block, one[1][stream.below(one[1].length)]!).slice(),
      other: rowOf(block, other[1][stream.below(other[1].length)]!).slice(),
      actions: [one[0], other[0]],
      failures: 0,
    };
  });
}

/** Writes a row that differs from both ends, and lies between them in every feature. */
function drawBetween(space: ObservationSpace, stream: RowStream, { one, other, failures }: Segment, row: Float32Array) {
  const differing = differences(one, other);
  row.set(one);
  if (differing.length > 1) {
    const kept = stream.below(differing.length);
    const taken = (kept + 1 + stream.below(differing.length - 1)) % differing.length;
    differing.forEach((feature, index) => {
      const takes = index === taken || (index !== kept && stream.below(2) === 0);
      if (takes) row[feature] = other[feature]!;
    });
    if (!allowsSomething(space, row)) allowWhatEitherAllows(space, one, other, row);
    return;
  }
  const feature = differing[0]!;
  const from = levelOf(space, feature, one[feature]!);
  const distance = levelOf(space, feature, other[feature]!) - from;
  const inside = Math.abs(distance) - 1;
  const towards = [(inside + 1) >>> 1, 1, inside][failures] ?? 1 + stream.below(inside);
  row[feature] = valueAt(space, feature, from + Math.sign(distance) * towards);
}

/** Still between the two: where the actions of neither are all allowed by the other, their union differs from both. */
function allowWhatEitherAllows({ mask }: ObservationSpace, one: Float32Array, other: Float32Array, row: Float32Array) {
  if (!mask) return;
  for (let index = mask.first; index < mask.first + mask.size; index += 1) {
    row[index] = Math.max(one[index]!, other[index]!);
  }
}

function narrow(segment: Segment, row: Float32Array, action: number): void {
  segment.failures = 0;
  if (action === segment.actions[0]) segment.one = row;
  else {
    segment.other = row;
    segment.actions = [segment.actions[0], action];
  }
}

function isClosest(space: ObservationSpace, segment: Segment): boolean {
  const { features, steps } = pairOf(space, segment);
  return features === 1 && steps === 1;
}

function pairOf(space: ObservationSpace, { one, other, actions }: Segment): NeighbourPair {
  const differing = differences(one, other);
  const steps = differing.map((feature) =>
    Math.abs(levelOf(space, feature, one[feature]!) - levelOf(space, feature, other[feature]!)),
  );
  return { one: one.slice(), other: other.slice(), actions, features: differing.length, steps: Math.max(...steps) };
}

function differences(one: Float32Array, other: Float32Array): number[] {
  const differing: number[] = [];
  one.forEach((value, feature) => {
    if (value !== other[feature]) differing.push(feature);
  });
  return differing;
}
