import { servedPhases } from '../history/phase.ts';
import { eachExchange } from './kinds-of-check.ts';
import { numberInWords, quantileInWords } from './wording.ts';

/** SIZE-1: of each action, the stated quantiles do not fall, beyond what rounding explains. */
export const servedQuantilesDoNotCross = eachExchange(
  { clause: 'SIZE-1', grade: 'corroborated', phases: servedPhases },
  ({ contract }, tally) => {
    const { actions, policy } = contract;
    const quantiles = actions.kind === 'discrete' ? actions.quantiles : undefined;
    const { absolute, relative } = policy.tolerance;
    /** Where an action's quantiles first fall; both neighbours may be off by the tolerance. */
    const firstFall = (values: ArrayLike<number>, each: number) => {
      for (let index = 1; index < each * Math.floor(values.length / each); index += 1) {
        if (index % each === 0) continue;
        const [before, value] = [values[index - 1]!, values[index]!];
        if (!(value >= before - 2 * absolute - relative * (Math.abs(before) + Math.abs(value)))) return index;
      }
      return undefined;
    };
    let unstated = 0;
    return {
      see({ exchange, reply, expected }) {
        if (quantiles === undefined || exchange.rows === 0 || reply.kind !== 'answered') return;
        reply.rows.forEach(({ scores }, row) => {
          if (!scores) {
            unstated += 1;
            return;
          }
          tally.examined += 1;
          const fall = firstFall(scores, quantiles);
          if (fall === undefined) return;
          const own = expected[row]?.scores.subarray(0, policy.output.size);
          const models = own && firstFall(own, quantiles) !== undefined;
          tally.violation({
            about: models ? "the served quantiles cross, as the model's own do" : 'the served quantiles cross',
            expected: `at least ${numberInWords(scores[fall - 1])} for ${quantileInWords(contract, fall)}, as for the one before it`,
            seen: numberInWords(scores[fall]),
            exchange: exchange.id,
            row,
          });
        });
      },
      conclude() {
        if (quantiles === undefined) return { unproven: 'the contract declares no quantiles (actions.quantiles)' };
        return { unproven: unstated > 0 ? `${unstated} answers do not state their quantiles` : undefined };
      },
    };
  },
);
