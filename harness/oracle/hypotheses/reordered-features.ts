import { type Alteration, explainByAlteration } from './altered-observations.ts';
import type { Hypothesis, Sample } from './hypothesis.ts';
import { featureInWords } from './wording.ts';

const mostSwaps = 600;

/** The features reach the model in another order than that of training. */
export const reorderedFeatures: Hypothesis = (sample, evaluate) =>
  explainByAlteration(
    'reordered-features',
    sample,
    [...orders(sample), ...twins(sample), ...shifts(sample), ...swaps(sample)],
    evaluate,
  );

/** The values of `order[0]`, `order[1]` … come to stand at 0, 1 … */
function inOrder(sentence: string, order: readonly number[], complexity = 1): Alteration {
  return {
    sentence,
    complexity,
    alter: (altered, row) => {
      order.forEach((from, to) => {
        altered[to] = row[from]!;
      });
    },
  };
}

function orders({ features }: Sample): Alteration[] {
  const own = features.map((_, feature) => feature);
  const name = (feature: number) => features[feature]!.name;
  const by = (compare: (a: string, b: string) => number) => own.toSorted((a, b) => compare(name(a), name(b)));
  const codeUnits = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  const range = (feature: number) => features[feature]!.maximum - features[feature]!.minimum;
  const rotations = [1, 2, 3, 4].flatMap((count) => [
    inOrder(`features are rotated to the right by ${count}`, [...own.slice(-count), ...own.slice(0, -count)]),
    inOrder(`features are rotated to the left by ${count}`, [...own.slice(count), ...own.slice(0, count)]),
  ]);
  return [
    inOrder('features are sorted by name', by(codeUnits)),
    inOrder(
      'features are sorted by name, whatever the case and with numbers by value',
      by((a, b) => a.localeCompare(b, 'en', { numeric: true, sensitivity: 'base' })),
    ),
    inOrder(
      'features are sorted by name, from the last',
      by((a, b) => codeUnits(b, a)),
    ),
    inOrder(
      'features are sorted by the length of their names',
      by((a, b) => a.length - b.length),
    ),
    inOrder(
      'features are sorted by their ranges',
      own.toSorted((a, b) => range(a) - range(b)),
    ),
    inOrder('features are in reverse order', own.toReversed()),
    ...rotations,
    ...[2, 3, 4, 6, 8, 9]
      .filter((size) => own.length % size === 0)
      .flatMap((size) => [
        inOrder(
          `features are transposed, as a matrix of ${size} rows read by columns`,
          own.map((to) => (to % size) * (own.length / size) + Math.floor(to / size)),
          2,
        ),
      ]),
    inOrder(
      'neighbouring features are swapped in pairs',
      own.map((to) => ((to ^ 1) < own.length ? to ^ 1 : to)),
      2,
    ),
  ];
}

/** One feature is missing, or one too many stands in the way, and all behind it are off by one. */
function shifts({ features }: Sample): Alteration[] {
  return features.flatMap((_, at) => [
    {
      sentence: `${featureInWords({ features }, at)} is left out: those behind it stand one place too early`,
      complexity: 2,
      alter: (altered: Float32Array, row: Float32Array) => {
        altered.set(row.subarray(at + 1), at);
        altered[row.length - 1] = 0;
      },
    },
    {
      sentence: `a 0 stands before ${featureInWords({ features }, at)}: it and those behind it stand one place too late`,
      complexity: 2,
      alter: (altered: Float32Array, row: Float32Array) => {
        altered.set(row.subarray(at, row.length - 1), at + 1);
        altered[at] = 0;
      },
    },
  ]);
}

/** Features whose names differ in one word, such as yes and no, are taken for each other, all of them. */
function twins({ features }: Sample): Alteration[] {
  const places = new Map(features.map(({ name }, index) => [name, index] as const));
  const words = [...new Set(features.flatMap(({ name }) => name.split('_')))];
  const mostPairs = 300;
  const renamed = (name: string, from: string, to: string) =>
    name
      .split('_')
      .map((word) => (word === from ? to : word === to ? from : word))
      .join('_');
  const pairs = words.flatMap((one, index) => words.slice(index + 1).map((other) => [one, other] as const));
  return pairs
    .map(([one, other]) => ({
      sentence: `features named ${one} and features named ${other} are taken for each other`,
      order: features.map(({ name }, index) => places.get(renamed(name, one, other)) ?? index),
    }))
    .filter(({ order }) => order.filter((from, to) => from !== to).length > 2)
    .slice(0, mostPairs)
    .map(({ sentence, order }) => inOrder(sentence, order, 2));
}

/** Two features of one range change places: others would stand out. Those that are neighbours first. */
function swaps({ features }: Sample): Alteration[] {
  const pairs = features.flatMap((a, first) =>
    features.flatMap((b, second) => {
      const alike = a.minimum === b.minimum && a.maximum === b.maximum;
      return second > first && (second === first + 1 || alike) ? [{ first, second }] : [];
    }),
  );
  return pairs
    .toSorted((a, b) => a.second - a.first - (b.second - b.first))
    .slice(0, mostSwaps)
    .map(({ first, second }) => ({
      sentence: `${featureInWords({ features }, first)} and ${featureInWords({ features }, second)} are swapped`,
      complexity: 2,
      alter: (altered, row) => {
        altered[first] = row[second]!;
        altered[second] = row[first]!;
      },
    }));
}
