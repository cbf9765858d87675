import { preferences } from '../decision.ts';
import { type Explanation, type Hypothesis, type Sample, undecided } from './hypothesis.ts';
import { differs, fittingRows, scoresOf } from './sample-rows.ts';
import { actionInWords, listed } from './wording.ts';

const fewestSightings = 4;

/** The model is asked, and not its best action is taken: the second, the worst, or the best of some. */
export const otherRank: Hypothesis = async (sample) => {
  if (sample.rule.kind === 'value') return [];
  return [
    ranked(sample, 'second-best-action', 'the second-best action is answered', 1),
    ranked(sample, 'second-best-action', 'the third-best action is answered', 2),
    ranked(sample, 'worst-action', 'the worst action is answered: argmin for argmax', sample.labels.length - 1),
    ...bestOfSome(sample),
  ];
};

function ranked(sample: Sample, hypothesis: string, sentence: string, rank: number): Explanation {
  const actions = sample.oracle.actions.map((_, row) => byScore(sample, row)[rank] ?? 0);
  return { hypothesis, sentence, actions, scores: sample.oracle.scores, complexity: 1 };
}

/** Some actions are masked out: the best of the others is answered. */
function bestOfSome(sample: Sample): Explanation[] {
  const { served, oracle, labels } = sample;
  const rows = fittingRows(sample);
  const answered = new Set(rows.map((row) => served[row]!));
  const refused = labels
    .map((_, action) => action)
    .filter(
      (action) =>
        // One that the model hardly ever gives is not missed.
        !answered.has(action) && rows.filter((row) => oracle.actions[row] === action).length >= fewestSightings,
    );
  if (refused.length === 0 || !rows.some((row) => differs(sample, row))) return [];
  const actions = oracle.actions.map(
    (_, row) => byScore(sample, row).find((action) => answered.has(action)) ?? undecided,
  );
  const names = refused.map((action) => actionInWords(sample, action));
  const allowed = [...answered].toSorted((a, b) => a - b).map((action) => actionInWords(sample, action));
  const sentence =
    allowed.length <= names.length
      ? `the best of ${listed(allowed)} is answered, whatever the other actions score`
      : `${listed(names)} ${names.length === 1 ? 'is' : 'are'} never answered: the best of the other actions is`;
  return [{ hypothesis: 'masked-actions', sentence, actions, scores: oracle.scores, complexity: 3 }];
}

function byScore({ rule, oracle }: Sample, row: number): number[] {
  if (rule.kind === 'value') return [];
  const scores = preferences(rule, scoresOf(oracle, row), oracle.width, 1);
  return Array.from(scores, (_, action) => action).sort((a, b) => scores[b]! - scores[a]! || a - b);
}
