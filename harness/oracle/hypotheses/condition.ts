import { rowOf } from '../../contract/observation-block.ts';
import { preferences } from '../decision.ts';
import type { Circumstances, Sample } from './hypothesis.ts';
import { differs, fittingRows, logProbability, scoresOf } from './sample-rows.ts';
import { roundestBetween } from './wording.ts';

/** When the model is not what answers. Outside of it, it is. */
export interface Condition {
  /** Such as `where the reply states used_trained_model: false`. */
  readonly words: string;
  readonly complexity: number;
  /** 1 where it holds, 0 where it does not, 2 where nobody can tell. */
  readonly holds: Uint8Array;
  /** Whether an answer that nobody can reproduce is still worth reporting under it. */
  readonly tellsMuch: boolean;
}

const none = 0;
const holds = 1;
const unknown = 2;

const mostConditions = 5;
const fewestDiffering = 4;
const fewestOutside = 20;
/** Share of the differing rows that must stand within a condition: a few may be near-ties of something else. */
const caught = 0.998;
const leastDifferingInside = 0.15;
const mostDifferingOutside = 0.01;
const longestCycle = 200;

/** The conditions that tell the rows that the model does not explain from the others; the sharpest first. */
export function fittedConditions(sample: Sample): Condition[] {
  const rows = fittingRows(sample);
  const differing = rows.filter((row) => differs(sample, row));
  if (differing.length < fewestDiffering) return [];
  const at = (row: number): Circumstances => sample.circumstances[row]!;
  const where = (words: string, complexity: number, test: (row: number) => boolean, tellsMuch = true): Condition => ({
    words,
    complexity,
    tellsMuch,
    holds: Uint8Array.from(sample.served, (_, row) => (test(row) ? holds : none)),
  });
  return [
    where('where the reply states used_trained_model: false', 0.5, (row) => at(row).flag === false),
    where('in requests of several rows', 0.5, (row) => at(row).request.actions.length > 1),
    where('behind the first row of a request', 0.5, (row) => at(row).position > 0),
    where('beside a malformed request', 0.5, (row) => at(row).besideMalformed),
    where('while another request is under way', 0.6, (row) => at(row).overlapped),
    ...inOrder(sample, differing, where),
    ...everyNth(sample, differing),
    ...byConfidence(sample, rows, differing, where),
    ...byFeature(sample, rows, differing, where),
  ]
    .map((condition) => ({ condition, sharpness: sharpness(sample, rows, condition) }))
    .filter(({ sharpness }) => sharpness > 0)
    .toSorted((a, b) => b.sharpness - a.sharpness || a.condition.complexity - b.condition.complexity)
    .slice(0, mostConditions)
    .map(({ condition }) => condition);
}

/** Share of rows within the condition that the model does not explain; 0 where it does not tell them apart. */
function sharpness(sample: Sample, rows: readonly number[], condition: Condition): number {
  const inside = rows.filter((row) => condition.holds[row] === holds);
  const outside = rows.filter((row) => condition.holds[row] === none);
  const share = (some: readonly number[]) =>
    some.length === 0 ? 0 : some.filter((row) => differs(sample, row)).length / some.length;
  if (outside.length < fewestOutside || share(outside) > mostDifferingOutside) return 0;
  return share(inside) < leastDifferingInside ? 0 : share(inside);
}

type Where = (words: string, complexity: number, test: (row: number) => boolean, tellsMuch?: boolean) => Condition;

function inOrder({ circumstances }: Sample, differing: readonly number[], where: Where): Condition[] {
  const ordinal = (row: number) => circumstances[row]!.ordinal;
  const sorted = differing.map(ordinal).sort((a, b) => a - b);
  const [begin, end] = limits(sorted);
  return [
    where(`after about the first ${begin} answers`, 1, (row) => ordinal(row) >= begin),
    where(`in about the first ${end + 1} answers`, 1, (row) => ordinal(row) <= end),
  ];
}

/** Every n-th answer, counted where requests were made one after the other. */
function everyNth({ circumstances, served }: Sample, differing: readonly number[]): Condition[] {
  const inStretches = differing.filter((row) => circumstances[row]!.stretch >= 0);
  const perStretch = Map.groupBy(inStretches, (row) => circumstances[row]!.stretch);
  const judged = [...perStretch].filter(([, rows]) => rows.length >= 3);
  if (inStretches.length < fewestDiffering || judged.length === 0) return [];
  for (let cycle = longestCycle; cycle >= 2; cycle -= 1) {
    const offsets = new Map<number, number>();
    for (const [stretch, rows] of judged) {
      const remainders = new Set(rows.map((row) => circumstances[row]!.ordinal % cycle));
      const [remainder] = remainders;
      if (remainders.size === 1) offsets.set(stretch, remainder!);
    }
    if (offsets.size !== judged.length) continue;
    return [
      {
        words: `at every ${ordinalWord(cycle)} answer`,
        complexity: 1,
        tellsMuch: true,
        holds: Uint8Array.from(served, (_, row) => {
          const { stretch, ordinal } = circumstances[row]!;
          const offset = offsets.get(stretch);
          if (offset === undefined) return unknown;
          return ordinal % cycle === offset ? holds : none;
        }),
      },
    ];
  }
  return [];
}

function byConfidence(
  { oracle, rule }: Sample,
  rows: readonly number[],
  differing: readonly number[],
  where: Where,
): Condition[] {
  if (rule.kind === 'value') return [];
  const confidence = Array.from(oracle.actions, (action, row) =>
    Math.exp(logProbability(preferences(rule, scoresOf(oracle, row), oracle.width, 1), action)),
  );
  const margin = (row: number) => oracle.margins[row]!;
  const probability = (row: number) => confidence[row]!;
  const [leastSure, surest] = splits(rows, differing, probability);
  const [leastMargin, largestMargin] = splits(rows, differing, margin);
  return [
    where(`where the best action is less probable than ${leastSure}`, 1, (row) => probability(row) < leastSure),
    where(`where the best action is more probable than ${surest}`, 1, (row) => probability(row) > surest),
    where(`where the two best scores are less than ${leastMargin} apart`, 1.1, (row) => margin(row) < leastMargin),
    where(`where the two best scores are more than ${largestMargin} apart`, 1.1, (row) => margin(row) > largestMargin),
  ];
}

function byFeature(
  { features, observations }: Sample,
  rows: readonly number[],
  differing: readonly number[],
  where: Where,
): Condition[] {
  return features.flatMap(({ name, kind, codes = [] }, feature) => {
    const value = (row: number) => rowOf(observations, row)[feature]!;
    const is = (code: number) =>
      where(`where ${name} is ${code}`, 1.4, (row) => value(row) === Math.fround(code), false);
    if (kind === 'flag') return [0, 1].map(is);
    const [below, above] = splits(rows, differing, value);
    return [
      ...codes.map(is),
      where(`where ${name} is below ${below}`, 1.5, (row) => value(row) < below, false),
      where(`where ${name} is above ${above}`, 1.5, (row) => value(row) > above, false),
    ];
  });
}

/** The threshold that nearly all differing rows lie below, and the one that they lie above, in round numbers. */
function splits(
  rows: readonly number[],
  differing: readonly number[],
  of: (row: number) => number,
): [below: number, above: number] {
  const sorted = differing.map(of).sort((a, b) => a - b);
  const [least, greatest] = limits(sorted);
  const all = rows.map(of);
  const next = all.reduce(
    (found, value) => (value > greatest && value < found ? value : found),
    Number.POSITIVE_INFINITY,
  );
  const before = all.reduce(
    (found, value) => (value < least && value > found ? value : found),
    Number.NEGATIVE_INFINITY,
  );
  const written = (number: number) => Number(number.toPrecision(4));
  return [
    Number.isFinite(next) ? written(roundestBetween(greatest, next)) : Number.POSITIVE_INFINITY,
    Number.isFinite(before) ? written(roundestBetween(before, least)) : Number.NEGATIVE_INFINITY,
  ];
}

/** Least and greatest of sorted values, but for as few of them as need not be caught. */
function limits(sorted: readonly number[]): [least: number, greatest: number] {
  const spare = Math.floor(sorted.length * (1 - caught));
  return [sorted[spare]!, sorted[sorted.length - 1 - spare]!];
}

function ordinalWord(number: number): string {
  const tens = number % 100;
  const ending = tens > 10 && tens < 14 ? 'th' : (['th', 'st', 'nd', 'rd'][number % 10] ?? 'th');
  return `${number}${ending}`;
}
