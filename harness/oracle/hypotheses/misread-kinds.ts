import { type Alteration, explainByAlteration } from './altered-observations.ts';
import type { Hypothesis, Sample } from './hypothesis.ts';
import { featureInWords } from './wording.ts';

/** A mask, a category, a flag or the order of steps is misunderstood on its way to the model. */
export const misreadKinds: Hypothesis = (sample, evaluate) =>
  explainByAlteration(
    'misread-kinds',
    sample,
    [...masks(sample), ...codes(sample), ...flags(sample), ...steps(sample)],
    evaluate,
  );

function masks({ inputs, mask }: Sample): Alteration[] {
  const input = inputs.find(({ name }) => name === mask);
  if (!input) return [];
  const each = (sentence: string, change: (allowed: number) => number): Alteration => ({
    sentence,
    complexity: 1,
    alter: (altered) => {
      for (let at = input.first; at < input.first + input.size; at += 1) altered[at] = change(altered[at]!);
    },
  });
  return [
    each('the mask is ignored: every action is allowed', () => 1),
    each('the mask is inverted: what is forbidden is allowed', (allowed) => 1 - allowed),
  ];
}

function codes(sample: Sample): Alteration[] {
  return sample.features.flatMap(({ kind, codes }, feature) => {
    if (kind !== 'categorical' || !codes) return [];
    const last = codes.length - 1;
    const place = (value: number) => Math.max(0, codes.indexOf(value));
    const shifted = (words: string, move: (index: number) => number): Alteration => ({
      sentence: `the code of ${featureInWords(sample, feature)} is taken for ${words}`,
      complexity: 1.5,
      alter: (altered) => {
        altered[feature] = codes[move(place(altered[feature]!))]!;
      },
    });
    return [
      shifted('the next one', (index) => (index + 1) % codes.length),
      shifted('the one before it', (index) => (index + last) % codes.length),
      shifted('the next one, and the last for itself', (index) => Math.min(index + 1, last)),
      shifted('the one before it, and the first for itself', (index) => Math.max(index - 1, 0)),
      shifted('its counterpart from the other end', (index) => last - index),
      ...codes.map((code, index) => shifted(`${code}, whatever it is`, () => index)),
    ];
  });
}

function flags(sample: Sample): Alteration[] {
  const mask = sample.inputs.find(({ name }) => name === sample.mask);
  return sample.features.flatMap(({ kind }, feature) => {
    const isMask = mask !== undefined && feature >= mask.first && feature < mask.first + mask.size;
    if (kind !== 'flag' || isMask) return [];
    const set = (words: string, value: (flag: number) => number): Alteration => ({
      sentence: `${featureInWords(sample, feature)} is ${words}`,
      complexity: 1.5,
      alter: (altered) => {
        altered[feature] = value(altered[feature]!);
      },
    });
    return [set('inverted', (flag) => 1 - flag), set('always 1', () => 1), set('always 0', () => 0)];
  });
}

/** Steps stand along the first axis of an input that has several. */
function steps({ inputs }: Sample): Alteration[] {
  return inputs.flatMap(({ name, axes, first, size }) => {
    const [count] = axes;
    if (axes.length < 2 || count === undefined) return [];
    const each = size / count;
    const arranged = (sentence: string, from: (step: number) => number): Alteration => ({
      sentence,
      complexity: 1,
      alter: (altered, row) => {
        for (let step = 0; step < count; step += 1) {
          const source = first + from(step) * each;
          altered.set(row.subarray(source, source + each), first + step * each);
        }
      },
    });
    return [
      arranged(`the steps of ${name} are in reverse order`, (step) => count - 1 - step),
      arranged(`the steps of ${name} are one too late`, (step) => Math.max(step - 1, 0)),
      arranged(`the steps of ${name} are one too early`, (step) => Math.min(step + 1, count - 1)),
      arranged(`every step of ${name} is its last`, () => count - 1),
      arranged(`every step of ${name} is its first`, () => 0),
    ];
  });
}
