import type { Explanation, Hypothesis, Sample } from './hypothesis.ts';
import { fittingRows, logProbability, scoresOf } from './sample-rows.ts';

/** The scores of one row, as something made them of the model's. */
type Rewriting = (scores: Float32Array) => Float32Array;

/** The actions are the model's, and the scores beside them are something that was made of the model's. */
export const rewrittenScores: Hypothesis = async (sample) => {
  if (!sample.servedScores || sample.rule.kind === 'value') return [];
  const offset = medianOf(sample, (served, own) => served - own);
  const factor = medianOf(sample, (served, own) => served / own);
  return [
    rewritten(sample, 'the scores are probabilities: softmax was applied to them', probabilities),
    rewritten(sample, 'the scores are logarithms of probabilities', (scores) =>
      scores.map((_, a) => logProbability(scores, a)),
    ),
    rewritten(sample, 'the scores went through a sigmoid', (scores) =>
      scores.map((score) => 1 / (1 + Math.exp(-score))),
    ),
    rewritten(sample, 'the scores went through tanh', (scores) => scores.map(Math.tanh)),
    rewritten(sample, 'the scores are 1 for the action and 0 for the others', oneHot),
    rewritten(sample, 'the scores are clipped to -1..1', (scores) => scores.map((s) => Math.min(Math.max(s, -1), 1))),
    ...[0, 1, 2, 3].map((digits) =>
      rewritten(sample, `the scores are rounded to ${digits} ${digits === 1 ? 'decimal' : 'decimals'}`, (scores) =>
        scores.map((score) => Number(score.toFixed(digits))),
      ),
    ),
    ...rearrangedQuantiles(sample),
    ...(offset === undefined
      ? []
      : [
          rewritten(sample, `${Number(offset.toPrecision(4))} was added to the scores`, (s) =>
            s.map((v) => v + offset),
          ),
        ]),
    ...(factor === undefined
      ? []
      : [
          rewritten(sample, `the scores are multiplied by ${Number(factor.toPrecision(4))}`, (s) =>
            s.map((v) => v * factor),
          ),
        ]),
  ];
};

/** The quantiles of each action, in another order than their own. */
function rearrangedQuantiles(sample: Sample): Explanation[] {
  const { rule } = sample;
  if (rule.kind !== 'mean-argmax') return [];
  const count = rule.quantiles;
  const rearranged = (sentence: string, from: (quantile: number) => number) =>
    rewritten(sample, sentence, (scores) =>
      scores.map((_, at) => {
        const quantile = at % count;
        return scores[at - quantile + from(quantile)]!;
      }),
    );
  return [
    rearranged('neighbouring quantiles change places', (quantile) => {
      const neighbour = quantile % 2 === 0 ? quantile + 1 : quantile - 1;
      return neighbour < count ? neighbour : quantile;
    }),
    rearranged('quantiles stand in reverse order', (quantile) => count - 1 - quantile),
  ];
}

function rewritten(sample: Sample, sentence: string, rewrite: Rewriting): Explanation {
  const { oracle } = sample;
  const scores = new Float32Array(oracle.scores.length);
  for (let row = 0; row < oracle.rows; row += 1) scores.set(rewrite(scoresOf(oracle, row)), row * oracle.width);
  return { hypothesis: 'rewritten-scores', sentence, actions: oracle.actions, scores, complexity: 1 };
}

function probabilities(scores: Float32Array): Float32Array {
  return scores.map((_, action) => Math.exp(logProbability(scores, action)));
}

function oneHot(scores: Float32Array): Float32Array {
  const best = scores.indexOf(Math.max(...scores));
  return scores.map((_, action) => (action === best ? 1 : 0));
}

function medianOf(sample: Sample, measure: (served: number, own: number) => number): number | undefined {
  const { servedScores, oracle } = sample;
  if (!servedScores) return undefined;
  const values = fittingRows(sample)
    .flatMap((row) => [...scoresOf(oracle, row)].map((own, a) => measure(servedScores[row * oracle.width + a]!, own)))
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  return values[Math.floor(values.length / 2)];
}
