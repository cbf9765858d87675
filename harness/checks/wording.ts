import type { Contract } from '../contract/contract.ts';
import type { Reply, RowAnswer } from '../protocols/protocol.ts';

/** `3 (BUY_YES_20)`. */
export function actionName(contract: Contract, action: number): string {
  const label = contract.actions.labels[action];
  return label === undefined ? `${action}` : `${action} (${label})`;
}

/** `feature 17 (no_bid_size_1)`. */
export function featureName(contract: Contract, feature: number): string {
  const name = contract.features[feature]?.name;
  return name === undefined ? `feature ${feature}` : `feature ${feature} (${name})`;
}

/** What a reply was, in a few words, for the `seen` of a finding. */
export function replyInWords(contract: Contract, reply: Reply): string {
  switch (reply.kind) {
    case 'answered': {
      const [first] = reply.rows;
      return first === undefined ? 'an answer without rows' : `action ${answerInWords(contract, first)}`;
    }
    case 'refused':
    case 'failed':
      return `status ${reply.status}${reply.action === undefined ? '' : `, with action ${actionName(contract, reply.action)}`}: ${reply.text}`;
    case 'unreadable':
      return `status ${reply.status}, but ${reply.problem}: ${reply.text}`;
    case 'lost':
      return `no reply: ${reply.problem}`;
  }
}

function answerInWords(contract: Contract, { action, usedTrainedModel }: RowAnswer): string {
  const flag = usedTrainedModel === undefined ? '' : `, used_trained_model ${usedTrainedModel}`;
  return `${actionName(contract, action)}${flag}`;
}
