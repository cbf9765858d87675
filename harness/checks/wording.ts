import type { Contract } from '../contract/contract.ts';
import type { Reply, RowAnswer } from '../protocols/protocol.ts';
import type { ExpectedAnswer } from './check.ts';

/** `3 (BUY_YES_20)`; of a box, the cell: `position -0.2 to 0`. */
export function actionName({ actions }: Contract, action: number): string {
  return decisionName(actions.labels[action], { kind: actions.kind, index: action });
}

/** `action 3 (BUY_YES_20)`, or `position -0.2 to 0`. */
export function actionInWords(contract: Contract, action: number): string {
  const name = actionName(contract, action);
  return contract.actions.kind === 'box' ? name : `action ${name}`;
}

/** What is to be reached: an action, or a tenth of a box, as `actionName` and `actionInWords` have it. */
export function targetName({ actions }: Contract, target: number): string {
  return decisionName(actions.targets[target], { kind: actions.kind, index: target });
}

export function targetInWords(contract: Contract, target: number): string {
  const name = targetName(contract, target);
  return contract.actions.kind === 'box' ? name : `action ${name}`;
}

function decisionName(label: string | undefined, { kind, index }: { kind: 'discrete' | 'box'; index: number }) {
  if (label === undefined) return `${index}`;
  return kind === 'box' ? label : `${index} (${label})`;
}

/** `feature 17 (no_bid_size_1)`. */
export function featureName(contract: Contract, feature: number): string {
  const name = contract.features[feature]?.name;
  return name === undefined ? `feature ${feature}` : `feature ${feature} (${name})`;
}

/** Seven digits, as many as a float32 has. */
export function numberInWords(value: number | undefined): string {
  return value === undefined ? 'nothing' : `${Number(value.toPrecision(7))}`;
}

/** The values of a continuous action: `0.4312`, or `position 0.4312, size -1`. */
export function valuesInWords({ actions }: Contract, values: ArrayLike<number>): string {
  if (actions.kind !== 'box') return Array.from(values, numberInWords).join(', ');
  const { names } = actions;
  if (names.length === 1) return numberInWords(values[0]);
  return names.map((name, dimension) => `${name} ${numberInWords(values[dimension])}`).join(', ');
}

/** One of the values that an answer states: `score 1.5 for action 2 (SELL)`, or `1.5 for quantile 8 of 51 of action 2 (SELL)`. */
export function scoreInWords(contract: Contract, index: number, value: number | undefined): string {
  const { actions } = contract;
  const words = numberInWords(value);
  if (actions.kind === 'box') return `${actions.names[index] ?? `value ${index}`} ${words}`;
  const { quantiles } = actions;
  if (quantiles === undefined) return `score ${words} for ${actionInWords(contract, index)}`;
  return `${words} for ${quantileInWords(contract, index)}`;
}

/** `quantile 8 of 51 of action 2 (SELL)`. */
export function quantileInWords(contract: Contract, index: number): string {
  const quantiles = (contract.actions.kind === 'discrete' && contract.actions.quantiles) || 1;
  const action = actionInWords(contract, Math.floor(index / quantiles));
  return `quantile ${(index % quantiles) + 1} of ${quantiles} of ${action}`;
}

/** What the model answers: `action 3 (BUY_YES_20)`, or `action 0.4312`. */
export function expectedInWords(contract: Contract, { action, scores }: ExpectedAnswer): string {
  return contract.actions.kind === 'box'
    ? `action ${valuesInWords(contract, scores)}`
    : actionInWords(contract, action);
}

/** What a reply was, in a few words, for the `seen` of a finding. */
export function replyInWords(contract: Contract, reply: Reply): string {
  switch (reply.kind) {
    case 'answered': {
      const [first] = reply.rows;
      return first === undefined ? 'an answer without rows' : answerInWords(contract, first);
    }
    case 'refused':
    case 'failed':
      return `status ${reply.status}${reply.action === undefined ? '' : `, with ${actionInWords(contract, reply.action)}`}: ${reply.text}`;
    case 'unreadable':
      return `status ${reply.status}, but ${reply.problem}: ${reply.text}`;
    case 'lost':
      return `no reply: ${reply.problem}`;
  }
}

/** What was answered: `action 3 (BUY_YES_20)`, or `action -0.1`. */
export function servedInWords(contract: Contract, { action, scores }: RowAnswer): string {
  return contract.actions.kind === 'box' && scores
    ? `action ${valuesInWords(contract, scores)}`
    : actionInWords(contract, action);
}

function answerInWords(contract: Contract, answer: RowAnswer): string {
  const { usedTrainedModel } = answer;
  const flag = usedTrainedModel === undefined ? '' : `, used_trained_model ${usedTrainedModel}`;
  return `${servedInWords(contract, answer)}${flag}`;
}
