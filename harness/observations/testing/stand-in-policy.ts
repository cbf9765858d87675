import type { Evaluate } from '../../oracle/answers.ts';
import type { Targets } from '../../oracle/target-margin.ts';
import { nominal } from '../nominal.ts';
import type { ObservationSpace } from '../observation-space.ts';
import { RowStream } from '../row-stream.ts';

const hidden = 24;
export const actionCount = 21;
export const rareAction = 20;
export const unreachableAction = 19;
/** Feature 0 is read by nothing. */
export const deafFeature = 0;

/** Each of so many actions, by how much its score leads. */
export function actionTargets(count = actionCount): Targets {
  return {
    count,
    width: count,
    rivals: true,
    preferences: ({ scores }) => scores,
    margin: (scores, target) => {
      let best = Number.NEGATIVE_INFINITY;
      for (let action = 0; action < count; action += 1) if (action !== target) best = Math.max(best, scores[action]!);
      return scores[target]! - best;
    },
  };
}

/**
 * A stand-in for a trained policy: a network of one hidden layer (tanh) with random weights, in which one action is best
 * for about `share` of nominal rows, one is best nowhere, and one feature has no influence.
 */
export async function standInPolicy(space: ObservationSpace, seed: number, share = 1e-4): Promise<Evaluate> {
  const weights = new RowStream(seed, 'weights');
  const gaussian = () => (weights.below(65_536) + weights.below(65_536) + weights.below(65_536)) / 32_768 - 3;
  const { width } = space;
  const first = Float64Array.from({ length: hidden * width }, (_, index) =>
    index % width === deafFeature ? 0 : (gaussian() * 2.5) / Math.sqrt(width),
  );
  const second = Float64Array.from({ length: actionCount * hidden }, () => gaussian());
  const bias = new Float64Array(actionCount);
  const centre = Float64Array.from(space.minimum, (low, feature) => (low + space.maximum[feature]!) / 2);
  const half = Float64Array.from(space.minimum, (low, feature) => (space.maximum[feature]! - low) / 2 || 1);

  const evaluate: Evaluate = async ({ rows, values }) => {
    const scores = new Float32Array(rows * actionCount);
    const actions = new Int32Array(rows);
    const margins = new Float32Array(rows);
    const scaled = new Float64Array(width);
    const units = new Float64Array(hidden);
    for (let row = 0; row < rows; row += 1) {
      for (let j = 0; j < width; j += 1) scaled[j] = (values[row * width + j]! - centre[j]!) / half[j]!;
      for (let unit = 0; unit < hidden; unit += 1) {
        let sum = 0;
        for (let j = 0; j < width; j += 1) sum += first[unit * width + j]! * scaled[j]!;
        units[unit] = Math.tanh(sum);
      }
      let best = -Infinity;
      let next = -Infinity;
      for (let action = 0; action < actionCount; action += 1) {
        let score = bias[action]!;
        for (let unit = 0; unit < hidden; unit += 1) score += second[action * hidden + unit]! * units[unit]!;
        scores[row * actionCount + action] = score;
        if (score > best) {
          next = best;
          best = score;
          actions[row] = action;
        } else if (score > next) next = score;
      }
      margins[row] = best - next;
    }
    return { rows, width: actionCount, scores, actions, margins };
  };

  bias[unreachableAction] = -1_000;
  bias[rareAction] = -1_000;
  bias[rareAction] += await shortfall(space, seed, evaluate, share);
  return evaluate;
}

/** What the rare action lacks to be best for `share` of nominal rows. */
async function shortfall(space: ObservationSpace, seed: number, evaluate: Evaluate, share: number): Promise<number> {
  const rows = Math.ceil(10 / share);
  const { scores, actions } = await evaluate(nominal(space, seed).block(0, rows));
  const lacking = Float64Array.from(
    actions,
    (best, row) => scores[row * actionCount + best]! - scores[row * actionCount + rareAction]!,
  );
  return lacking.sort()[10]!;
}
