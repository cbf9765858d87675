import type { Feature } from '../../contract/feature.ts';
import { type Alteration, explainByAlteration } from './altered-observations.ts';
import type { Hypothesis, Sample } from './hypothesis.ts';
import { featuresAre } from './wording.ts';

const factors = [0.01, 100, 0.1, 10, 0.001, 1_000, -1, 1 / 60, 60, 0.5, 2];

/** All features are scaled, cut or rounded on their way to the model. */
export const rescaledFeatures: Hypothesis = (sample, evaluate) =>
  explainByAlteration('rescaled-features', sample, changesOfAll(sample), evaluate);

/** Some features have another unit than in training: dollars for cents, percent for shares. */
export const anotherUnit: Hypothesis = (sample, evaluate) =>
  explainByAlteration('another-unit', sample, changesOfSome(sample), evaluate);

function changesOfAll({ features }: Sample): Alteration[] {
  const half = ({ minimum, maximum }: Feature) => (maximum - minimum) / 2 || 1;
  const middle = ({ minimum, maximum }: Feature) => (minimum + maximum) / 2;
  const largest = ({ minimum, maximum }: Feature) => Math.max(Math.abs(minimum), Math.abs(maximum)) || 1;
  const each = (sentence: string, change: (value: number, feature: Feature) => number): Alteration => ({
    sentence,
    complexity: 1,
    alter: (altered) => {
      features.forEach((feature, index) => {
        altered[index] = change(altered[index]!, feature);
      });
    },
  });
  const before = 'before they reach the model';
  return [
    each(`features are scaled from their ranges to -1..1 ${before}`, (v, f) => (v - middle(f)) / half(f)),
    each(`features are scaled from their ranges to 0..1 ${before}`, (v, f) => (v - f.minimum) / (2 * half(f))),
    each(`features are divided by their largest values ${before}`, (v, f) => v / largest(f)),
    // A value that is evenly distributed over its range has this deviation.
    each(`features are standardised ${before}`, (v, f) => ((v - middle(f)) * Math.sqrt(3)) / half(f)),
    each(`features are centred ${before}`, (v, f) => v - middle(f)),
    each('features are taken for -1..1 and scaled to their ranges', (v, f) => v * half(f) + middle(f)),
    each('features are taken for 0..1 and scaled to their ranges', (v, f) => v * 2 * half(f) + f.minimum),
    each('features are mirrored in their ranges', (v, f) => f.minimum + f.maximum - v),
    each('the signs of features are lost', Math.abs),
    each('negative features become 0', (v) => Math.max(v, 0)),
    each('features are rounded to the nearest whole number', Math.round),
    each('features are cut to whole numbers', Math.trunc),
    ...[1, 2, 3].map((digits) =>
      each(`features are rounded to ${digits} ${digits === 1 ? 'decimal' : 'decimals'}`, (v) =>
        Number(v.toFixed(digits)),
      ),
    ),
    ...[1, 5, 10, 100].flatMap((bound) => [
      each(`features are clipped to -${bound}..${bound}`, (v) => Math.min(Math.max(v, -bound), bound)),
      each(`features are clipped to 0..${bound}`, (v) => Math.min(Math.max(v, 0), bound)),
    ]),
    ...[98, 95, 90, 80, 50].map((percent) =>
      each(`features are clipped to the middle ${percent} % of their ranges`, (v, f) => {
        const most = (half(f) * percent) / 100;
        return Math.min(Math.max(v, middle(f) - most), middle(f) + most);
      }),
    ),
    each('features are replaced by log(1 + |x|), with their signs', (v) => Math.sign(v) * Math.log1p(Math.abs(v))),
    each('features are replaced by their hyperbolic tangents', Math.tanh),
    ...factors.map((factor) => each(`features are ${multiplied(factor)} ${before}`, (v) => v * factor)),
  ];
}

function changesOfSome({ features }: Sample): Alteration[] {
  const groups = new Map<string, number[]>();
  features.forEach(({ name, unit, minimum, maximum }, index) => {
    const words = name.split('_').map((word) => `word ${word} ${unit}`);
    const keys = [`feature ${index}`, `range ${minimum} ${maximum}`, `unit ${unit ?? index}`, ...words];
    for (const key of keys) groups.set(key, [...(groups.get(key) ?? []), index]);
  });
  const unique = new Map([...groups.values()].map((group) => [group.join(), group]));
  return [...unique.values()].flatMap((group) => [
    ...factors.map((factor) => ({
      sentence: `${featuresAre({ features }, group)} ${multiplied(factor)}`,
      complexity: 2 + group.length / 1_000,
      alter: (altered: Float32Array) => {
        for (const index of group) altered[index] = altered[index]! * factor;
      },
    })),
    {
      sentence: `${featuresAre({ features }, group)} replaced by 1 - x`,
      complexity: 2.5 + group.length / 1_000,
      alter: (altered: Float32Array) => {
        for (const index of group) altered[index] = 1 - altered[index]!;
      },
    },
  ]);
}

function multiplied(factor: number): string {
  if (factor === -1) return 'negated';
  return factor > 0.5 ? `multiplied by ${factor}` : `divided by ${Math.round(1 / factor)}`;
}
