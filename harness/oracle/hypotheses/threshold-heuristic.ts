import type { Explanation, Hypothesis, Sample } from './hypothesis.ts';
import { fittingRows } from './sample-rows.ts';
import { actionInWords, roundestBetween } from './wording.ts';

const mostActions = 3;
const mostFeatures = 14;
const kept = 6;
/** Share of the rows for fitting that few actions must cover, and that thresholds must separate. */
const enough = 0.97;

/** What a threshold is compared with: a feature, or the sum or difference of two. */
interface Signal {
  readonly words: string;
  readonly complexity: number;
  readonly of: (row: number) => number;
}

/** A signal cut into as many ranges as there are actions, from the lowest. */
interface Cut {
  readonly signal: Signal;
  readonly actions: readonly number[];
  readonly thresholds: readonly number[];
  readonly hits: number;
}

/** No model is asked: one feature, or the difference or sum of two, decides between two or three actions. */
export const thresholdHeuristic: Hypothesis = async (sample) => {
  if (sample.rule.kind === 'value') return [];
  const rows = fittingRows(sample);
  const actions = commonActions(sample, rows);
  if (actions === undefined) return [];
  const decided = rows.filter((row) => actions.includes(sample.served[row]!));
  return signals(sample, decided, actions)
    .map((signal) => cut(sample, signal, decided, actions))
    .filter(({ hits }) => hits >= enough * decided.length)
    .toSorted((a, b) => b.hits - a.hits || a.signal.complexity - b.signal.complexity)
    .slice(0, kept)
    .map((found) => explanationOf(sample, found));
};

/** The two or three actions that nearly all answers are; none where there are more, or only one. */
function commonActions({ served }: Sample, rows: readonly number[]): number[] | undefined {
  const counts = [...Map.groupBy(rows, (row) => served[row]!)]
    .map(([action, own]) => ({ action, count: own.length }))
    .toSorted((a, b) => b.count - a.count)
    .slice(0, mostActions);
  const covered = counts.reduce((sum, { count }) => sum + count, 0);
  return counts.length < 2 || covered < enough * rows.length ? undefined : counts.map(({ action }) => action);
}

/** The features whose values differ most between the actions, alone and in pairs. */
function signals(sample: Sample, rows: readonly number[], actions: readonly number[]): Signal[] {
  const { features, observations } = sample;
  const value = (feature: number, row: number) => observations.values[row * observations.width + feature]!;
  const telling = features
    .map((_, feature) => ({
      feature,
      separation: separation(sample.served, rows, actions, (row) => value(feature, row)),
    }))
    .toSorted((a, b) => b.separation - a.separation)
    .slice(0, mostFeatures)
    .map(({ feature }) => feature);
  const name = (feature: number) => features[feature]!.name;
  const alone = telling.map((feature) => ({
    words: name(feature),
    complexity: 2,
    of: (row: number) => value(feature, row),
  }));
  const pairs = telling.flatMap((first, index) =>
    telling.slice(index + 1).flatMap((second) => {
      const [a, b] = first < second ? [first, second] : [second, first];
      return [
        { words: `${name(a)} - ${name(b)}`, complexity: 3, of: (row: number) => value(a, row) - value(b, row) },
        { words: `${name(a)} + ${name(b)}`, complexity: 3, of: (row: number) => value(a, row) + value(b, row) },
      ];
    }),
  );
  return [...alone, ...pairs];
}

/** Variance between the actions over variance within them. */
function separation(
  served: Int32Array,
  rows: readonly number[],
  actions: readonly number[],
  of: (row: number) => number,
): number {
  const groups = actions.map((action) => rows.filter((row) => served[row] === action).map(of));
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1);
  const whole = mean(groups.flat());
  let between = 0;
  let within = 0;
  for (const group of groups) {
    const own = mean(group);
    between += group.length * (own - whole) ** 2;
    for (const value of group) within += (value - own) ** 2;
  }
  return between / (within + 1e-12);
}

function cut({ served }: Sample, signal: Signal, rows: readonly number[], actions: readonly number[]): Cut {
  const values = new Map(rows.map((row) => [row, signal.of(row)] as const));
  const sorted = rows.toSorted((a, b) => values.get(a)! - values.get(b)!);
  const middleOf = (action: number) => {
    const own = sorted.filter((row) => served[row] === action);
    return values.get(own[Math.floor(own.length / 2)]!)!;
  };
  const ordered = actions.toSorted((a, b) => middleOf(a) - middleOf(b));
  const places = bestPlaces(
    sorted.map((row) => ordered.indexOf(served[row]!)),
    sorted.map((row, index) => index > 0 && values.get(row)! === values.get(sorted[index - 1]!)!),
    ordered.length,
  );
  const thresholds = places.at.map((place) => {
    const [below, above] = [sorted[place - 1], sorted[place]];
    if (below === undefined) return Number.NEGATIVE_INFINITY;
    if (above === undefined) return Number.POSITIVE_INFINITY;
    return roundestBetween(values.get(below)!, values.get(above)!);
  });
  return { signal, actions: ordered, thresholds, hits: places.hits };
}

/**
 * Where to cut a sorted list of classes so that most of them stand in their own part: part `c` is for class `c`.
 *
 * @param tied - whether an entry may not be cut off from the one before it
 */
function bestPlaces(
  classes: readonly number[],
  tied: readonly boolean[],
  parts: number,
): { at: number[]; hits: number } {
  // hits[c]: best count when everything so far stands in parts 0 to c; at[c]: the cuts that gave it.
  let best = Array.from({ length: parts }, () => ({ hits: 0, at: [] as number[] }));
  best.forEach((state, part) => {
    state.at = new Array<number>(part).fill(0);
  });
  classes.forEach((own, index) => {
    best = best.map((state, part) => {
      const before = best[part - 1];
      const opened =
        before && !tied[index] && before.hits > state.hits ? { hits: before.hits, at: [...before.at, index] } : state;
      return { hits: opened.hits + (own === part ? 1 : 0), at: opened.at };
    });
  });
  const last = best.reduce((found, state) => (state.hits > found.hits ? state : found));
  const padding = new Array<number>(parts - 1 - last.at.length).fill(classes.length);
  return { hits: last.hits, at: [...last.at, ...padding] };
}

function explanationOf(sample: Sample, { signal, actions, thresholds }: Cut): Explanation {
  const decide = (value: number) => {
    const above = thresholds.findLastIndex((threshold) => value > threshold);
    return actions[above + 1]!;
  };
  const name = (action: number | undefined) => actionInWords(sample, action ?? -1);
  const [lowest, second, third] = actions;
  const [low, high] = thresholds.map((threshold) => `${Number(threshold.toPrecision(4))}`);
  const sentence =
    third === undefined
      ? `a threshold decides: ${name(second)} where ${signal.words} > ${low}, else ${name(lowest)}`
      : `a threshold decides: ${name(third)} where ${signal.words} > ${high}, ${name(lowest)} where it is at most ${low}, else ${name(second)}`;
  return {
    hypothesis: 'threshold-heuristic',
    sentence,
    actions: Int32Array.from(sample.served, (_, row) => decide(signal.of(row))),
    scores: undefined,
    complexity: signal.complexity,
  };
}
