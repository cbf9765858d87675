import { servedPhases } from '../history/phase.ts';
import { eachExchange } from './kinds-of-check.ts';
import { actionName } from './wording.ts';

/** USED-1: `used_trained_model` is true on every call. An answer that does not state it is not counted as true. */
export const everyAnswerSaysTrainedModel = eachExchange(
  { clause: 'USED-1', grade: 'claimed', phases: servedPhases },
  ({ contract }, tally) => {
    let unstated = 0;
    return {
      see({ exchange, reply }) {
        if (reply.kind !== 'answered') return;
        reply.rows.forEach(({ usedTrainedModel, action }, row) => {
          if (usedTrainedModel === undefined) {
            unstated += 1;
            return;
          }
          tally.examined += 1;
          if (usedTrainedModel) return;
          tally.violation({
            about: 'the endpoint says that the trained model was not used',
            expected: `${contract.reply.usedTrainedModel?.pointer ?? 'used_trained_model'} true`,
            seen: `false, with action ${actionName(contract, action)} all the same`,
            exchange: exchange.id,
            row,
          });
        });
      },
      conclude: () => ({
        unproven: unstated > 0 ? `${unstated} answers do not state whether the trained model was used` : undefined,
      }),
    };
  },
);
