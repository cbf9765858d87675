import type { Contract } from '../contract/contract.ts';
import { servedPhases } from '../history/phase.ts';
import { allowedActions, maskOf } from './action-mask.ts';
import { eachExchange } from './kinds-of-check.ts';
import { actionInWords, actionName } from './wording.ts';

const mostNamed = 5;

/**
 * USED-2: an action that the observation forbids is never answered.
 *
 * It stands beside the comparison with the oracle, of which it needs nothing: what is allowed is read from the observation
 * itself. So it holds for drawn actions and in near-ties too, and where the artifact itself does not heed its mask.
 */
export const maskedActionsAreNeverAnswered = eachExchange(
  { clause: 'USED-2', grade: 'corroborated', phases: servedPhases, appliesTo: hasMask },
  ({ contract }, tally) => {
    const mask = maskOf(contract);
    const width = contract.features.length;
    let allForbidden = 0;
    return {
      see({ exchange, reply }) {
        if (!mask || exchange.rows === 0 || reply.kind !== 'answered') return;
        reply.rows.forEach(({ action }, row) => {
          const observation = exchange.observation.subarray(row * width, (row + 1) * width);
          const allowed = allowedActions(observation, mask);
          if (!allowed.includes(true)) {
            allForbidden += 1;
            return;
          }
          tally.examined += 1;
          if (allowed[action]) return;
          tally.violation({
            about: 'an action is answered that the observation forbids',
            expected: `one of the actions that ${mask.name} allows: ${named(contract, allowed)}`,
            seen: actionInWords(contract, action),
            exchange: exchange.id,
            row,
          });
        });
      },
      conclude: () => ({
        notes: allForbidden > 0 ? [`${allForbidden} observations forbid every action: no answer to them is right`] : [],
      }),
    };
  },
);

function hasMask({ policy }: Contract): boolean {
  return policy.mask !== undefined;
}

function named(contract: Contract, allowed: readonly boolean[]): string {
  const actions = allowed.flatMap((isAllowed, action) => (isAllowed ? [actionName(contract, action)] : []));
  const more = actions.length - mostNamed;
  return `${actions.slice(0, mostNamed).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
