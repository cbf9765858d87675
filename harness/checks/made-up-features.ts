import type { Contract } from '../contract/contract.ts';
import type { Finding } from './check.ts';
import type { Decision } from './decision.ts';
import { ordersInWords } from './order-wording.ts';
import { actionInWords } from './wording.ts';

/** What is wrong where an application goes on though no features can be computed; it must refuse, and ask nothing. */
export function madeUpFeatures(
  { id, note, observation, stated, orders }: Decision,
  contract: Contract,
): Omit<Finding, 'clause'> | undefined {
  const seen = [
    ...(observation === undefined ? [] : [`the endpoint asked with ${observationInWords(observation)}`]),
    ...(stated.kind === 'decided' ? [`the decision ${actionInWords(contract, stated.action)}`] : []),
    ...(orders.length > 0 ? [ordersInWords(orders)] : []),
  ];
  if (seen.length === 0) return undefined;
  return {
    about: 'the application goes on where no features can be computed',
    expected: `a refusal, and neither call nor order: ${note}`,
    seen: seen.join(', '),
    decision: id,
  };
}

function observationInWords(observation: Float32Array | string): string {
  return typeof observation === 'string' ? observation : `${observation.length} features`;
}
