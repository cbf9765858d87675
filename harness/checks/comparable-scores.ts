import type { Contract } from '../contract/contract.ts';
import type { RowAnswer } from '../protocols/protocol.ts';

/** Whether the endpoint draws its actions, so that one observation may get several. */
export function isDrawn({ policy }: Contract): boolean {
  return policy.sampling !== undefined;
}

/**
 * What an answer states that follows from the observation alone: scores, quantiles, or the values of a continuous action
 * that is not drawn.
 */
export function comparableScores(contract: Contract, { scores }: RowAnswer): readonly number[] | undefined {
  return contract.actions.kind === 'box' && isDrawn(contract) ? undefined : scores;
}

/** Whether answers state nothing but an action that was drawn. */
export function statesDrawsAlone(contract: Contract): boolean {
  return isDrawn(contract) && (contract.actions.kind === 'box' || contract.reply.scores === undefined);
}
