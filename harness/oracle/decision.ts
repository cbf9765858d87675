import type { BoxSpace } from '../contract/action-space.ts';
import type { Contract, Tolerance } from '../contract/contract.ts';
import { decodeCell, isNearAnotherCell } from '../contract/decode-cell.ts';
import { rowOf } from '../contract/observation-block.ts';
import { meansOfQuantiles } from '../contract/quantile-means.ts';
import { isNearTie } from './agreement.ts';
import type { OracleAnswers } from './answers.ts';
import { decodeArgmax } from './decode.ts';

/** How the values that a model gives to a row become a decision: what of a contract that takes. Plain data, for threads. */
export type DecisionRule =
  | { readonly kind: 'argmax'; readonly count: number }
  | { readonly kind: 'mean-argmax'; readonly count: number; readonly quantiles: number }
  | ({ readonly kind: 'value' } & Pick<BoxSpace, 'low' | 'high' | 'bins'>);

type DiscreteRule = Exclude<DecisionRule, { kind: 'value' }>;

export function decisionRule({ policy, actions }: Pick<Contract, 'policy' | 'actions'>): DecisionRule {
  if (actions.kind === 'box') {
    const { low, high, bins } = actions;
    return { kind: 'value', low, high, bins };
  }
  const { count, quantiles } = actions;
  return policy.output.decode === 'mean-argmax' && quantiles !== undefined
    ? { kind: 'mean-argmax', count, quantiles }
    : { kind: 'argmax', count };
}

/**
 * The decision of each row, and its margin: how much better it is than the second best, or how far the action lies from
 * the next cell, as a share of the range. A row with NaN in it has no decision: `noAction` and margin NaN.
 *
 * @param values - `width` values a row, row after row; the answer first
 * @param actions - one a row, written here
 * @param margins - one a row, written here
 */
export function decide(
  rule: DecisionRule,
  values: Float32Array,
  width: number,
  actions: Int32Array,
  margins: Float32Array,
): void {
  if (rule.kind === 'value') decodeCell(rule, values, width, actions, margins);
  else decodeArgmax(preferences(rule, values, width, actions.length), rule.count, actions, margins);
}

/** How many values of a row are the answer itself; what its draws are made from stands behind them. */
export function answerValues(rule: DecisionRule): number {
  switch (rule.kind) {
    case 'argmax':
      return rule.count;
    case 'mean-argmax':
      return rule.count * rule.quantiles;
    case 'value':
      return rule.low.length;
  }
}

/** What decides: of each row a score an action, or the values of a continuous action. */
export function preferences(rule: DecisionRule, values: Float32Array, width: number, rows: number): Float32Array {
  const own = answerValues(rule);
  const answers = own === width ? values : firstOfEach(values, width, own, rows);
  return rule.kind === 'mean-argmax' ? meansOfQuantiles(answers, rule.quantiles) : answers;
}

function firstOfEach(values: Float32Array, width: number, own: number, rows: number): Float32Array {
  const first = new Float32Array(rows * own);
  for (let row = 0; row < rows; row += 1) first.set(values.subarray(row * width, row * width + own), row * own);
  return first;
}

/** The decision of one row. */
export function decisionOf(
  rule: DecisionRule,
  row: Float32Array,
): { readonly action: number; readonly margin: number } {
  const actions = new Int32Array(1);
  const margins = new Float32Array(1);
  decide(rule, row, row.length, actions, margins);
  return { action: actions[0]!, margin: margins[0]! };
}

/** How good an action is by the values of one row. */
function preference(rule: DiscreteRule, row: Float32Array, action: number): number {
  switch (rule.kind) {
    case 'argmax':
      return row[action] ?? Number.NaN;
    case 'mean-argmax':
      return meansOfQuantiles(row.subarray(action * rule.quantiles, (action + 1) * rule.quantiles), rule.quantiles)[0]!;
  }
}

/** Whether two correct runtimes may decide differently about a row: see `isNearTie`. */
export function decidesNarrowly(
  rule: DecisionRule,
  row: Float32Array,
  { action, margin }: { readonly action: number; readonly margin: number },
  tolerance: Tolerance,
): boolean {
  if (rule.kind !== 'value') return isNearTie(margin, preference(rule, row, action), tolerance);
  return isNearAnotherCell(rule, row, (value) => 2 * (tolerance.absolute + tolerance.relative * Math.abs(value)));
}

/**
 * A margin beyond which every decision about such rows is sure, in the unit of margins: what nearly ties with the best of a
 * row is as large as it.
 */
export function sureMargin(rule: DecisionRule, answers: OracleAnswers, { absolute, relative }: Tolerance): number {
  if (rule.kind === 'value') {
    const shares = rule.low.map((low, dimension) => {
      const high = rule.high[dimension]!;
      return (2 * (absolute + relative * Math.max(Math.abs(low), Math.abs(high)))) / (high - low);
    });
    return Math.max(...shares);
  }
  let largest = 0;
  for (let row = 0; row < answers.rows; row += 1) {
    const own = rowOf({ ...answers, values: answers.scores }, row);
    const best = Math.abs(preference(rule, own, answers.actions[row]!));
    if (best > largest) largest = best;
  }
  return 2 * (absolute + relative * largest);
}

/** Whether a correct runtime could decide so, where the model's own decision is narrow. */
export function isAsGood(
  rule: DecisionRule,
  row: Float32Array,
  { action, other }: { readonly action: number; readonly other: number },
  tolerance: Tolerance,
): boolean {
  // The values of a box are compared themselves, which is more than its cell.
  if (rule.kind === 'value') return true;
  const best = preference(rule, row, action);
  return isNearTie(best - preference(rule, row, other), best, tolerance);
}
