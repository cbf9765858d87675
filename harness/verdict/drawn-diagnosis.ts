import { chanceOfUnevenness } from '../checks/chance-bounds.ts';
import { softmax } from '../checks/softmax-draws.ts';
import { RowStream } from '../observations/row-stream.ts';
import { preferences } from '../oracle/decision.ts';
import type { Sample } from '../oracle/hypotheses/hypothesis.ts';
import { differs, indicesWhere, scoresOf, servedTheScores } from '../oracle/hypotheses/sample-rows.ts';
import type { Diagnosis } from './diagnosis.ts';

const fewestDraws = 64;
const bins = 16;
const leastChance = 0.001;

/**
 * Whether actions are drawn by the softmax of the scores where the best one should be answered.
 *
 * Where another action than the best was served, the chance of each of the others is its share of what the best leaves;
 * the places of the served ones within that are then uniform. No other hypothesis is judged so: they predict answers.
 */
export function drawnDiagnosis(sample: Sample): Diagnosis | null {
  const { rule, oracle, served } = sample;
  if (rule.kind === 'value') return null;
  const rows = indicesWhere(served, (_, row) => differs(sample, row));
  const statesOthers = (row: number) => sample.servedScores && !servedTheScores(sample, row, oracle.scores);
  if (rows.length < fewestDraws || rows.some(statesOthers)) return null;

  const stream = new RowStream(0, 'drawn diagnosis');
  const places = new Float64Array(bins);
  for (const row of rows) {
    const chances = softmax(preferences(rule, scoresOf(oracle, row), oracle.width, 1));
    const best = oracle.actions[row]!;
    const action = served[row]!;
    const before = chances.reduce((sum, chance, other) => {
      const comes = other !== best && (chance > chances[action]! || (chance === chances[action] && other < action));
      return comes ? sum + chance : sum;
    }, 0);
    const place = (before + (stream.next() / 2 ** 32) * chances[action]!) / (1 - chances[best]!);
    places[Math.min(bins - 1, Math.floor(place * bins))]! += 1;
  }
  if (!(chanceOfUnevenness(places) > leastChance)) return null;
  return {
    hypothesis: 'drawn-action',
    sentence: 'actions are drawn by the softmax of the scores, where the best one should be answered',
    explained: served.length,
    of: served.length,
  };
}

/** Whether the best action is always answered where actions should be drawn. */
export function bestInsteadOfDrawn(sample: Sample): Diagnosis | null {
  const { length } = sample.served;
  if (length < fewestDraws || sample.served.some((_, row) => differs(sample, row))) return null;
  return {
    hypothesis: 'best-action',
    sentence: 'the best action is always answered, where one should be drawn',
    explained: length,
    of: length,
  };
}
