import type { Feature } from '../../contract/feature.ts';
import type { Evaluate } from '../answers.ts';
import { type Alteration, explainByAlteration, screened } from './altered-observations.ts';
import type { Explanation, Hypothesis, Sample } from './hypothesis.ts';
import { featuresAre, featuresInWords } from './wording.ts';

/** What may stand in place of a feature that got lost. */
const fills: readonly { words: string; always: string; value: (feature: Feature) => number }[] = [
  { words: 'zero-filled', always: 'always 0', value: () => 0 },
  { words: 'filled with 1', always: 'always 1', value: () => 1 },
  { words: 'filled with -1', always: 'always -1', value: () => -1 },
  { words: 'filled with their minimum', always: 'always at the minimum', value: ({ minimum }) => minimum },
  { words: 'filled with their maximum', always: 'always at the maximum', value: ({ maximum }) => maximum },
  {
    words: 'filled with the middle of their range',
    always: 'always at the middle of the range',
    value: ({ minimum, maximum }) => (minimum + maximum) / 2,
  },
];
type Fill = (typeof fills)[number];

const mostFixed = 8;
const mostAlive = 8;
const leastGain = 0.000_5;

/** The model is asked about the same observation whatever is sent. */
export const sameObservationAlways: Hypothesis = (sample, evaluate) =>
  explainByAlteration(
    'same-observation-always',
    sample,
    fills.map((fill) => ({
      sentence: `every observation is answered like one whose features are all ${fill.words}`,
      complexity: 1,
      alter: filling(sample, fill, everyFeature(sample)),
    })),
    evaluate,
    1,
  );

/** A run of features is replaced by fixed values: the first, the last, or some between. */
export const filledRange: Hypothesis = async (sample, evaluate) => {
  const all = everyFeature(sample);
  const ranges = [
    ...all.slice(1).map((end) => all.slice(0, end)),
    ...all.slice(1).map((begin) => all.slice(begin)),
    ...all.slice(1, -1).flatMap((begin) => [2, 4, 8, 16].map((length) => all.slice(begin, begin + length))),
  ];
  const alterations = fills.flatMap((fill) => ranges.map((range) => filled(sample, fill, range)));
  const explanations = await explainByAlteration('filled-range', sample, alterations, evaluate);
  return [...explanations, ...(await grownRanges(sample, alterations, evaluate))];
};

/** One feature, or some that do not stand together, are replaced by fixed values. */
export const filledSet: Hypothesis = async (sample, evaluate) => {
  const explanations: Explanation[] = [];
  for (const fill of [fills[0]!, fills[3]!, fills[5]!]) {
    const chosen = await grown(sample, evaluate, mostFixed, (set) => filled(sample, fill, set));
    explanations.push(...(await explainByAlteration('filled-set', sample, chosen, evaluate, 2)));
  }
  const all = everyFeature(sample);
  const alive = await grown(sample, evaluate, mostAlive, (set) => ({
    ...filled(
      sample,
      fills[0]!,
      all.filter((feature) => !set.includes(feature)),
    ),
    sentence: `only ${featuresInWords(sample, set)} ${set.length === 1 ? 'reaches' : 'reach'} the model; the others are zero-filled`,
    complexity: 2 + set.length / 4,
  }));
  explanations.push(...(await explainByAlteration('filled-set', sample, alive, evaluate, 2)));
  return explanations;
};

/** From the best range of a few lengths, both ends moved as long as it gets better. */
async function grownRanges(sample: Sample, tried: readonly Alteration[], evaluate: Evaluate): Promise<Explanation[]> {
  const zero = fills[0]!;
  const all = everyFeature(sample);
  const perFill = tried.length / fills.length;
  const fits = await screened(sample, tried.slice(0, perFill), evaluate);
  const best = fits.reduce((found, { likelihood }, index) => (likelihood > fits[found]!.likelihood ? index : found), 0);
  const inside = best - 2 * (all.length - 1);
  if (inside < 0) return [];
  let begin = 1 + Math.floor(inside / 4);
  let end = begin + [2, 4, 8, 16][inside % 4]!;
  let likelihood = fits[best]!.likelihood;
  for (let step = 0; step < 4; step += 1) {
    const moves = [-4, -3, -2, -1, 0, 1, 2, 3, 4].flatMap((from) =>
      [-4, -3, -2, -1, 0, 1, 2, 3, 4].map((to) => ({
        begin: Math.max(0, begin + from),
        end: Math.min(all.length, end + to),
      })),
    );
    const moved = await screened(
      sample,
      moves.map((move) => filled(sample, zero, all.slice(move.begin, move.end))),
      evaluate,
    );
    const better = moved.reduce((found, fit, index) => (fit.likelihood > moved[found]!.likelihood ? index : found), 0);
    if (moved[better]!.likelihood <= likelihood) break;
    likelihood = moved[better]!.likelihood;
    begin = moves[better]!.begin;
    end = moves[better]!.end;
  }
  return explainByAlteration('filled-range', sample, [filled(sample, zero, all.slice(begin, end))], evaluate);
}

/** Adds one feature after the other, each time the one that makes what was served most likely. */
async function grown(
  sample: Sample,
  evaluate: Evaluate,
  most: number,
  alterationOf: (set: readonly number[]) => Alteration,
): Promise<Alteration[]> {
  let set: readonly number[] = [];
  const [unchanged] = await screened(sample, [alterationOf(set)], evaluate);
  let likelihood = unchanged?.likelihood ?? Number.NEGATIVE_INFINITY;
  const steps: Alteration[] = [];
  let stalled = false;
  while (set.length < most) {
    const candidates = everyFeature(sample)
      .filter((feature) => !set.includes(feature))
      .map((feature) => [...set, feature]);
    const fits = await screened(sample, candidates.map(alterationOf), evaluate);
    const best = fits.reduce((found, fit, index) => (fit.likelihood > fits[found]!.likelihood ? index : found), 0);
    const [next, fit] = [candidates[best], fits[best]];
    if (!next || !fit) break;
    const gains = fit.likelihood > likelihood + leastGain;
    // Two that the model weighs against each other are worth something only together.
    if (!gains && stalled) break;
    stalled = !gains;
    set = next;
    likelihood = Math.max(likelihood, fit.likelihood);
    steps.push(alterationOf(set));
    if (fit.share === 1 && (fit.scoreShare === 1 || !sample.servedScores)) break;
  }
  return steps;
}

function filled(sample: Sample, fill: Fill, chosen: readonly number[]): Alteration {
  const together = Math.max(...chosen) - Math.min(...chosen) === chosen.length - 1;
  return {
    sentence: `${featuresAre(sample, chosen)} ${chosen.length > 1 && together ? fill.words : fill.always}`,
    complexity: (together ? 2 : 1 + chosen.length) + chosen.length / 1_000 + fills.indexOf(fill) / 10,
    alter: filling(sample, fill, chosen),
  };
}

function filling({ features }: Sample, { value }: Fill, chosen: readonly number[]): Alteration['alter'] {
  const values = chosen.map((feature) => value(features[feature]!));
  return (altered) => {
    chosen.forEach((feature, index) => {
      altered[feature] = values[index]!;
    });
  };
}

function everyFeature({ features }: Sample): number[] {
  return features.map((_, feature) => feature);
}
