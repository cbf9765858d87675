import { rowOf } from '../../contract/observation-block.ts';
import { agrees } from '../agreement.ts';
import type { Explanation, Hypothesis, Sample } from './hypothesis.ts';
import { fittingRows, scoresOf, servedTheScores } from './sample-rows.ts';
import { featuresInWords } from './wording.ts';

/** Requests that were under way together may have been answered in another order than they were sent. */
const orderSlack = 32;
/** Values of a feature of two unrelated rows are a third of its range apart on average; of a key, much less. */
const closeForKey = 0.12;
const fewestSources = 8;

/**
 * An answer that was given before is given again. Seen by the scores: those of another observation, to the last digit.
 *
 * What the observations with one answer have in common is named as the key.
 */
export const cachedAnswer: Hypothesis = async (sample) => {
  const sources = sourcesOf(sample);
  const known = [...sources.keys()];
  const fitted = fittingRows(sample).filter((row) => sources.has(row));
  if (!sample.servedScores || fitted.length < fewestSources) return [];
  const { answers } = sample.earlier;
  const actions = sample.oracle.actions.slice();
  const scores = sample.oracle.scores.slice();
  for (const row of known) {
    const source = sources.get(row)!;
    actions[row] = answers.actions[source]!;
    scores.set(scoresOf(answers, source), row * answers.width);
  }
  const key = keyOf(sample, fitted, sources);
  const why = key.length > 0 ? `: one is kept for all that are alike in ${featuresInWords(sample, key)}` : '';
  const explanation: Explanation = {
    hypothesis: 'cached-answer',
    sentence: `the answer to an earlier observation is given again${why}`,
    actions,
    scores,
    complexity: 2,
    hindsight: true,
  };
  return new Set(sources.values()).size > 1 ? [explanation] : [];
};

/** For each row with scores that are not its own, the earlier row that they belong to. */
function sourcesOf(sample: Sample): Map<number, number> {
  const { servedScores, oracle, circumstances, earlier, tolerance } = sample;
  const sources = new Map<number, number>();
  if (!servedScores || earlier.answers.rows === 0) return sources;
  const { scores, width, rows } = earlier.answers;
  const first = (row: number) => scores[row * width]!;
  const sorted = Array.from({ length: rows }, (_, row) => row).sort((a, b) => first(a) - first(b));
  for (let row = 0; row < oracle.rows; row += 1) {
    if (servedTheScores(sample, row, oracle.scores)) continue;
    const wanted = servedScores[row * width]!;
    const slack = tolerance.absolute + tolerance.relative * Math.abs(wanted);
    for (let at = lowerBound(sorted, (index) => first(index) < wanted - 2 * slack); at < sorted.length; at += 1) {
      const source = sorted[at]!;
      if (first(source) > wanted + 2 * slack) break;
      if (!agrees(wanted, first(source), tolerance)) continue;
      if (earlier.ordinals[source]! > circumstances[row]!.ordinal + orderSlack) continue;
      if (!servedTheScores(sample, row, scores, source)) continue;
      sources.set(row, source);
      break;
    }
  }
  return sources;
}

/** Features that are close wherever an answer was used again, though they are not in general. */
function keyOf(
  { features, observations, earlier }: Sample,
  rows: readonly number[],
  sources: ReadonlyMap<number, number>,
): number[] {
  return features.flatMap(({ minimum, maximum }, feature) => {
    const distances = rows.map((row) => {
      const own = rowOf(observations, row)[feature]!;
      const kept = rowOf(earlier.observations, sources.get(row)!)[feature]!;
      return Math.abs(own - kept) / (maximum - minimum || 1);
    });
    const mean = distances.reduce((sum, distance) => sum + distance, 0) / distances.length;
    return mean < closeForKey ? [feature] : [];
  });
}

function lowerBound(sorted: readonly number[], below: (value: number) => boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (below(sorted[middle]!)) low = middle + 1;
    else high = middle;
  }
  return low;
}
