import { discretisedIndex } from '../contract/action-space.ts';
import type { Sample } from '../oracle/hypotheses/hypothesis.ts';
import { indicesWhere } from '../oracle/hypotheses/sample-rows.ts';
import { listed, roundestBetween } from '../oracle/hypotheses/wording.ts';
import type { Diagnosis } from './diagnosis.ts';

const fewestDiffering = 6;
const leastShare = 0.95;
const leastShareOfDiffering = 0.9;

/**
 * Whether the discrete forms of continuous actions, which are the model's, are cut at other thresholds than the contract's:
 * fitted to one half of the sample and judged on the other; told by both.
 */
export function discreteDiagnosis({
  discretised,
  oracle,
  forFitting,
}: Pick<Sample, 'discretised' | 'oracle' | 'forFitting'>): Diagnosis | null {
  if (!discretised) return null;
  const { thresholds, served } = discretised;
  const stated = indicesWhere(served, (form) => form >= 0);
  const action = (row: number) => oracle.scores[row * oracle.width]!;
  const explained = (rows: readonly number[], cuts: readonly number[]) =>
    rows.filter((row) => served[row] === discretisedIndex({ thresholds: cuts }, action(row))).length;
  const fitted = (rows: readonly number[]) =>
    thresholds.map((threshold, index) => {
      const below = rows.filter((row) => served[row]! <= index).map(action);
      const above = rows.filter((row) => served[row]! > index).map(action);
      if (below.length === 0 || above.length === 0) return threshold;
      const [low, high] = [Math.max(...below), Math.min(...above)];
      // Where they are as good, the contract's: there the others are what differs.
      return low <= threshold && threshold < high ? threshold : roundestBetween(low, high);
    });
  if (stated.length - explained(stated, thresholds) < fewestDiffering) return null;

  const [fitting, heldOut] = [1, 0].map((flag) => stated.filter((row) => forFitting[row] === flag));
  const differing = heldOut!.filter((row) => served[row] !== discretisedIndex({ thresholds }, action(row)));
  const judged = fitted(fitting!);
  if (!(explained(heldOut!, judged) >= leastShare * heldOut!.length)) return null;
  if (!(explained(differing, judged) >= Math.max(leastShareOfDiffering * differing.length, 2))) return null;
  const cuts = fitted(stated);
  return {
    hypothesis: 'other-thresholds',
    sentence: `the discrete form of the action is cut at ${inWords(cuts)} in place of ${inWords(thresholds)}`,
    explained: explained(stated, cuts),
    of: stated.length,
  };
}

function inWords(thresholds: readonly number[]): string {
  return listed(thresholds.map((threshold) => String(Number(threshold.toPrecision(4)))));
}
