import { discretisedIndex } from '../contract/action-space.ts';
import type { Contract } from '../contract/contract.ts';
import { servedPhases } from '../history/phase.ts';
import { isDrawn } from './comparable-scores.ts';
import { eachExchange } from './kinds-of-check.ts';
import { numberInWords } from './wording.ts';

/**
 * USED-2: the discrete form of a continuous action is that of the artifact's action, or where actions are drawn, of the
 * one that was. Within the tolerance of a threshold, either side of it is right.
 */
export const discreteFormIsTheModels = eachExchange(
  { clause: 'USED-2', grade: 'corroborated', phases: servedPhases, appliesTo: statesADiscreteForm },
  ({ contract }, tally) => {
    const { absolute, relative } = contract.policy.tolerance;
    let unstated = 0;
    return {
      see({ exchange, reply, expected }) {
        const discretised = contract.actions.kind === 'box' ? contract.actions.discretised : undefined;
        if (!discretised || exchange.rows === 0 || reply.kind !== 'answered') return;
        reply.rows.forEach((served, row) => {
          const value = (isDrawn(contract) ? served.scores : expected[row]?.scores)?.[0];
          if (value === undefined) return;
          if (served.discrete === undefined) {
            unstated += 1;
            return;
          }
          const slack = absolute + relative * Math.abs(value);
          const [least, most] = [value - slack, value + slack].map((bound) => discretisedIndex(discretised, bound));
          if (least !== most) tally.nearTies += 1;
          else tally.examined += 1;
          // Thresholds may lie so close together that several indices are right.
          if (served.discrete >= least! && served.discrete <= most!) return;
          const name = (index: number) => `${index} (${discretised.labels[index] ?? 'no such index'})`;
          tally.violation({
            about: "the discrete form of the action is not that of the model's action",
            expected: `${name(discretisedIndex(discretised, value))} for ${numberInWords(value)}`,
            seen: name(served.discrete),
            exchange: exchange.id,
            row,
          });
        });
      },
      conclude: () => ({
        unproven: unstated > 0 ? `${unstated} answers do not state the discrete form of their action` : undefined,
      }),
    };
  },
);

function statesADiscreteForm({ actions, reply }: Contract): boolean {
  return actions.kind === 'box' && actions.discretised !== undefined && reply.discrete !== undefined;
}
