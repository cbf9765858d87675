import { type Explanation, type Hypothesis, type Sample, undecided } from './hypothesis.ts';
import { fittingRows } from './sample-rows.ts';
import { actionInWords, listed } from './wording.ts';

const mostNamed = 6;

/** The model is asked, and its action becomes another one by a fixed rule: a shift, a cut, a wrong table. */
export const relabelledAction: Hypothesis = async (sample) =>
  sample.rule.kind === 'value' ? [] : [...shiftedAction(sample), ...clampedAction(sample), ...mappedAction(sample)];

/** One action whatever is asked. */
export const constantAction: Hypothesis = async (sample) => {
  const action = mostFrequent(fittingRows(sample).map((row) => sample.served[row]!));
  if (action === undefined || sample.rule.kind === 'value') return [];
  return [
    {
      hypothesis: 'constant-action',
      sentence: `the action is always ${actionInWords(sample, action)}`,
      actions: new Int32Array(sample.oracle.rows).fill(action),
      scores: sample.oracle.scores,
      complexity: 1,
    },
  ];
};

function shiftedAction(sample: Sample): Explanation[] {
  const { served, oracle, labels } = sample;
  const count = labels.length;
  const wrapped = mostFrequent(fittingRows(sample).map((row) => (served[row]! - oracle.actions[row]! + count) % count));
  if (wrapped === undefined || wrapped === 0) return [];
  const shift = wrapped > count / 2 ? wrapped - count : wrapped;
  const shifted = (rule: (action: number) => number, end: string, complexity: number) =>
    relabelled(sample, 'shifted-action', `the action is shifted by ${shift}${end}`, rule, complexity);
  return [
    shifted((action) => (action + wrapped) % count, '', 1),
    shifted((action) => Math.min(Math.max(action + shift, 0), count - 1), ', and stays within the list', 1.5),
    relabelled(sample, 'shifted-action', `the list of actions is reversed`, (action) => count - 1 - action, 1),
  ];
}

/** Actions from `first` on, or below it, become one action: an older list was shorter, or a check is too strict. */
function clampedAction(sample: Sample): Explanation[] {
  const { served, oracle, labels } = sample;
  const rows = fittingRows(sample);
  const changed = rows.filter((row) => served[row] !== oracle.actions[row]);
  const target = mostFrequent(changed.map((row) => served[row]!));
  if (target === undefined) return [];
  const first = Math.min(...changed.map((row) => oracle.actions[row]!));
  const last = Math.max(...changed.map((row) => oracle.actions[row]!));
  const name = (action: number) => `${action} (${actionInWords(sample, action)})`;
  const becomes = `become ${actionInWords(sample, target)}`;
  return [
    relabelled(
      sample,
      'clamped-action',
      `actions from ${name(first)} on ${becomes}`,
      (action) => (action >= first ? target : action),
      2,
    ),
    relabelled(
      sample,
      'clamped-action',
      `actions up to ${name(last)} ${becomes}`,
      (action) => (action <= last ? target : action),
      2,
    ),
  ].filter(() => first > 0 || last < labels.length - 1);
}

/** Each action of the model always becomes the same other one. */
function mappedAction(sample: Sample): Explanation[] {
  const { served, oracle } = sample;
  const seen = Map.groupBy(fittingRows(sample), (row) => oracle.actions[row]!);
  const table = new Map(
    [...seen].map(([action, rows]) => [action, mostFrequent(rows.map((row) => served[row]!))!] as const),
  );
  const changed = [...table].filter(([from, to]) => from !== to).toSorted(([a], [b]) => a - b);
  if (changed.length === 0) return [];
  const name = (action: number) => actionInWords(sample, action);
  const targets = new Set(changed.map(([, to]) => to));
  const [only] = targets;
  const sentence =
    targets.size === 1
      ? `${listed(changed.map(([from]) => name(from)))} ${changed.length === 1 ? 'becomes' : 'become'} ${name(only!)}`
      : `actions are renamed: ${changed
          .slice(0, mostNamed)
          .map(([from, to]) => `${name(from)} becomes ${name(to)}`)
          .join(', ')}${changed.length > mostNamed ? `, and ${changed.length - mostNamed} more` : ''}`;
  return [
    relabelled(
      sample,
      'mapped-action',
      sentence,
      (action) => table.get(action) ?? undecided,
      // A table that sends everything to one action is a constant, seen through the model.
      3 + changed.length,
    ),
  ];
}

function relabelled(
  { oracle }: Sample,
  hypothesis: string,
  sentence: string,
  rule: (action: number) => number,
  complexity: number,
): Explanation {
  return { hypothesis, sentence, actions: oracle.actions.map(rule), scores: oracle.scores, complexity };
}

function mostFrequent(values: readonly number[]): number | undefined {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  let best: number | undefined;
  for (const [value, count] of counts) {
    if (best === undefined || count > counts.get(best)!) best = value;
  }
  return best;
}
