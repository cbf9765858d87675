import { servedPhases } from '../history/phase.ts';
import { eachExchange } from './kinds-of-check.ts';

/** FEAT-1: the number of features that replies state is the contract's. */
export const statedFeatureCountIsTheContracts = eachExchange(
  { clause: 'FEAT-1', grade: 'claimed', phases: servedPhases },
  ({ contract }, tally) => {
    const count = contract.features.length;
    let unstated = 0;
    return {
      see({ exchange, reply }) {
        if (reply.kind !== 'answered' || exchange.rows === 0) return;
        reply.rows.forEach(({ featureCount }, row) => {
          if (featureCount === undefined) {
            unstated += 1;
            return;
          }
          tally.examined += 1;
          if (featureCount === count) return;
          tally.violation({
            about: 'the endpoint states another number of features than the model was trained on',
            expected: `${count} features`,
            seen: `${featureCount} features`,
            exchange: exchange.id,
            row,
          });
        });
      },
      conclude: () => ({
        unproven: unstated > 0 ? `${unstated} answers do not state their feature count` : undefined,
      }),
    };
  },
);
