import { preferences } from '../decision.ts';
import { type Hypothesis, type RowAnswers, undecided } from './hypothesis.ts';
import { fittingRows } from './sample-rows.ts';

const fewestTelling = 4;
const leastShare = 0.9;

/**
 * The best is taken along the rows of a request, and not along the actions: the row in place n gets the number of the row
 * that is best by action n. A row by itself always gets action 0, which says nothing of an axis: others have to.
 */
export const wrongAxis: Hypothesis = async (sample) => {
  const { rule, oracle, circumstances, labels, served } = sample;
  if (rule.kind === 'value') return [];
  const known = new Map<RowAnswers, Float32Array>();
  const scoresOf = (request: RowAnswers) => {
    const scores = known.get(request) ?? preferences(rule, request.scores, oracle.width, request.actions.length);
    known.set(request, scores);
    return scores;
  };
  const actions = Int32Array.from(circumstances, ({ request, position }) => {
    if (position >= rule.count) return undecided;
    const best = bestRow(scoresOf(request), rule.count, position);
    return best < labels.length ? best : undecided;
  });
  const telling = fittingRows(sample).filter((row) => actions[row] !== 0 && actions[row] !== undecided);
  const agreeing = telling.filter((row) => actions[row] === served[row]);
  if (!(agreeing.length >= Math.max(leastShare * telling.length, fewestTelling))) return [];
  const sentence = 'the best row of a request is taken for the best action: argmax along the wrong axis';
  return [{ hypothesis: 'wrong-axis', sentence, actions, scores: oracle.scores, complexity: 1 }];
};

function bestRow(scores: Float32Array, width: number, column: number): number {
  let best = 0;
  for (let row = 1; row < scores.length / width; row += 1) {
    if (scores[row * width + column]! > scores[best * width + column]!) best = row;
  }
  return best;
}
