import { rowOf } from '../../contract/observation-block.ts';
import type { Evaluate } from '../answers.ts';
import type { Explanation, Sample } from './hypothesis.ts';
import { decidedActions } from './predicted.ts';
import { differs, fittingRows, likelihoodOf, scoresOf, servedTheScores } from './sample-rows.ts';

/** What may happen to an observation before it reaches the model. */
export interface Alteration {
  readonly sentence: string;
  readonly complexity: number;
  /** Writes to `altered`, which holds a copy of `row`. */
  readonly alter: (altered: Float32Array, row: Float32Array) => void;
}

const screeningRows = 48;
const rowsPerQuestion = 4_096;
const fewestPromising = 0.5;

/**
 * Asks the model what it gives to altered observations: all alterations on a few rows, and the best of them on all.
 *
 * @param keep - how many are carried on to the whole sample
 */
export async function explainByAlteration(
  hypothesis: string,
  sample: Sample,
  alterations: readonly Alteration[],
  evaluate: Evaluate,
  keep = 3,
): Promise<Explanation[]> {
  const fits = await screened(sample, alterations, evaluate);
  const promising = alterations
    .map((alteration, index) => ({ alteration, fit: fits[index]! }))
    .filter(({ fit }) => fit.share >= fewestPromising)
    .toSorted(
      (a, b) =>
        b.fit.share + b.fit.scoreShare - (a.fit.share + a.fit.scoreShare) ||
        a.alteration.complexity - b.alteration.complexity,
    )
    .slice(0, keep);
  const explanations: Explanation[] = [];
  for (const { alteration } of promising) explanations.push(await explained(hypothesis, sample, alteration, evaluate));
  return explanations;
}

async function explained(
  hypothesis: string,
  sample: Sample,
  { sentence, complexity, alter }: Alteration,
  evaluate: Evaluate,
): Promise<Explanation> {
  const { rows, width, values } = sample.observations;
  const altered = values.slice();
  for (let row = 0; row < rows; row += 1) {
    alter(altered.subarray(row * width, (row + 1) * width), rowOf(sample.observations, row));
  }
  const answers = await evaluate({ rows, width, values: altered });
  return { hypothesis, sentence, complexity, actions: decidedActions(answers, sample), scores: answers.scores };
}

/** How well an alteration fits a few rows. */
export interface Fit {
  /** Share of the rows with the action that was served. */
  readonly share: number;
  /** Share of the rows with the scores that were served. */
  readonly scoreShare: number;
  /** Mean logarithm of the probability of the served action, cut off below: rises before the share does. */
  readonly likelihood: number;
}

const leastLogProbability = -8;

/** Each alteration on the same few rows for fitting, most of which the model does not explain. */
export async function screened(
  sample: Sample,
  alterations: readonly Alteration[],
  evaluate: Evaluate,
): Promise<readonly Fit[]> {
  const rows = chosenRows(sample);
  const { width } = sample.observations;
  const atOnce = Math.max(1, Math.floor(rowsPerQuestion / Math.max(rows.length, 1)));
  const fits: Fit[] = [];
  for (let first = 0; first < alterations.length && rows.length > 0; first += atOnce) {
    const some = alterations.slice(first, first + atOnce);
    const values = new Float32Array(some.length * rows.length * width);
    some.forEach(({ alter }, index) => {
      rows.forEach((row, at) => {
        const original = rowOf(sample.observations, row);
        const from = (index * rows.length + at) * width;
        const altered = values.subarray(from, from + width);
        altered.set(original);
        alter(altered, original);
      });
    });
    const answers = await evaluate({ rows: some.length * rows.length, width, values });
    some.forEach((_, index) => {
      let hits = 0;
      let scoreHits = 0;
      let likelihood = 0;
      rows.forEach((row, at) => {
        const place = index * rows.length + at;
        const scoresFit = servedTheScores(sample, row, answers.scores, place);
        const actionFits = answers.actions[place] === sample.served[row];
        if (sample.rule.kind === 'value' && sample.servedScores ? scoresFit : actionFits) hits += 1;
        if (scoresFit) scoreHits += 1;
        const likely = likelihoodOf(sample, row, scoresOf(answers, place));
        likelihood += likely > leastLogProbability ? likely : leastLogProbability;
      });
      fits.push({
        share: hits / rows.length,
        scoreShare: scoreHits / rows.length,
        likelihood: likelihood / rows.length,
      });
    });
  }
  return fits;
}

function chosenRows(sample: Sample): number[] {
  const rows = fittingRows(sample);
  const differing = rows.filter((row) => differs(sample, row));
  const agreeing = rows.filter((row) => !differs(sample, row));
  const spread = (all: readonly number[], count: number) =>
    all.length <= count
      ? all
      : Array.from({ length: count }, (_, index) => all[Math.floor((index * all.length) / count)]!);
  return [...spread(differing, (screeningRows * 3) / 4), ...spread(agreeing, screeningRows / 4)];
}
