import type { Condition } from './condition.ts';
import { anotherThanTheModels, type Explanation, type Hypothesis, type Sample, undecided } from './hypothesis.ts';
import { indicesWhere, rowsOfSample, servedTheScores } from './sample-rows.ts';

const fewestInside = 8;
const leastShareOfTheModel = 0.99;

/** The model answers, except where a condition holds: there, one of the hypotheses does, or something that none knows. */
export function partlyAnother(condition: Condition, inside: readonly Hypothesis[]): Hypothesis {
  return async (sample, evaluate) => {
    const rows = indicesWhere(condition.holds, (value) => value === 1);
    if (rows.length < fewestInside || !isTheModelsElsewhere(sample, condition)) return [];
    const explanations: Explanation[] = condition.tellsMuch ? [somethingElse(sample, condition)] : [];
    const part = rowsOfSample(sample, rows);
    for (const hypothesis of inside) {
      for (const found of await hypothesis(part, evaluate)) {
        explanations.push(combined(sample, condition, rows, found));
      }
    }
    return explanations;
  };
}

function combined(sample: Sample, condition: Condition, rows: readonly number[], found: Explanation): Explanation {
  const { oracle } = sample;
  const actions = theModels(sample, condition);
  const scores = found.scores && oracle.scores.slice();
  rows.forEach((row, index) => {
    actions[row] = found.actions[index]!;
    const own = found.scores?.subarray(index * oracle.width, (index + 1) * oracle.width);
    if (own) scores?.set(own, row * oracle.width);
  });
  return {
    hypothesis: found.hypothesis,
    sentence: `${condition.words}, ${found.sentence}; otherwise the model answers`,
    actions,
    scores,
    complexity: condition.complexity + found.complexity,
    hindsight: found.hindsight ?? false,
  };
}

/** Whether the scores outside of the condition are the model's as well, where they are stated. */
function isTheModelsElsewhere(sample: Sample, { holds }: Condition): boolean {
  const { servedScores, oracle } = sample;
  if (!servedScores) return true;
  const stated = indicesWhere(holds, (value, row) => value === 0 && !Number.isNaN(servedScores[row * oracle.width]!));
  const models = stated.filter((row) => servedTheScores(sample, row, oracle.scores));
  return models.length >= leastShareOfTheModel * stated.length;
}

function somethingElse(sample: Sample, condition: Condition): Explanation {
  const actions = theModels(sample, condition);
  condition.holds.forEach((value, row) => {
    if (value === 1) actions[row] = anotherThanTheModels;
  });
  return {
    hypothesis: 'something-else',
    sentence: `${condition.words}, something else than the model answers; otherwise the model does`,
    actions,
    scores: undefined,
    complexity: condition.complexity + 20,
  };
}

function theModels({ oracle }: Sample, { holds }: Condition): Int32Array {
  return oracle.actions.map((action, row) => (holds[row] === 2 ? undecided : action));
}
