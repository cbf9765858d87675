import type { Explanation, Hypothesis, Sample } from './hypothesis.ts';
import { fittingRows, scoresOf } from './sample-rows.ts';

/** One value of an action, as something made it of the model's; `low` and `high` are its bounds. */
type Rewriting = (value: number, low: number, high: number) => number;

/** A continuous action is the model's, and was then scaled, cut, rounded or squashed; or it is always the same. */
export const rewrittenValues: Hypothesis = async (sample) => {
  const { rule, servedScores } = sample;
  if (rule.kind !== 'value' || !servedScores) return [];
  const factor = factorOf(sample, servedScores);
  const extent = largestServed(sample, servedScores);
  const constant = servedScores[fittingRows(sample)[0]! * sample.oracle.width]!;
  return [
    rewritten(sample, `the action is always ${constant}`, () => constant, 0.5),
    rewritten(sample, 'the action is negated', (value) => -value),
    rewritten(sample, 'the action went through tanh once more', Math.tanh),
    rewritten(sample, 'the action is what it was before tanh', (value) => Math.atanh(value)),
    rewritten(sample, 'the action is what it was before tanh, cut to its bounds', (value, low, high) =>
      Math.min(Math.max(Math.atanh(value), low), high),
    ),
    rewritten(
      sample,
      'the action is scaled from its bounds to 0..1',
      (value, low, high) => (value - low) / (high - low),
    ),
    rewritten(sample, 'only the sign of the action is left', Math.sign),
    ...[0, 1, 2].map((digits) =>
      rewritten(sample, `the action is rounded to ${digits} ${digits === 1 ? 'decimal' : 'decimals'}`, (value) =>
        Number(value.toFixed(digits)),
      ),
    ),
    ...(factor === undefined
      ? []
      : [rewritten(sample, `the action is multiplied by ${factor}`, (value) => value * factor, 1.5)]),
    rewritten(
      sample,
      `the action is cut to -${extent}..${extent}`,
      (value) => Math.min(Math.max(value, -extent), extent),
      1.5,
    ),
  ];
};

function rewritten(sample: Sample, sentence: string, rewrite: Rewriting, complexity = 1): Explanation {
  const { oracle, rule } = sample;
  const scores = oracle.scores.slice();
  if (rule.kind === 'value') {
    for (let row = 0; row < oracle.rows; row += 1) {
      rule.low.forEach((low, dimension) => {
        const at = row * oracle.width + dimension;
        scores[at] = rewrite(oracle.scores[at]!, low, rule.high[dimension]!);
      });
    }
  }
  return { hypothesis: 'rewritten-values', sentence, actions: oracle.actions, scores, complexity };
}

function factorOf(sample: Sample, served: Float32Array): number | undefined {
  const { oracle } = sample;
  const ratios = fittingRows(sample)
    .map((row) => served[row * oracle.width]! / scoresOf(oracle, row)[0]!)
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  const median = ratios[ratios.length >> 1];
  return median === undefined ? undefined : Number(median.toPrecision(5));
}

function largestServed(sample: Sample, served: Float32Array): number {
  const values = fittingRows(sample).map((row) => Math.abs(served[row * sample.oracle.width]!));
  return Number(Math.max(0, ...values.filter(Number.isFinite)).toPrecision(6));
}
