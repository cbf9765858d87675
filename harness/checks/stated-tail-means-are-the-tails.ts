import { servedPhases } from '../history/phase.ts';
import { tailMean } from '../oracle/quantiles.ts';
import { eachExchange } from './kinds-of-check.ts';
import { actionInWords, numberInWords } from './wording.ts';

/**
 * SIZE-2: each stated tail mean (conditional value at risk) is that of the answered action, by the artifact's quantiles and
 * by those that stand beside it in the reply.
 *
 * The tail is that of the action that was served: whether that is the right one is for USED-2 to say. Where quantiles cross,
 * which SIZE-1 finds, the tail of the sorted ones is right as well.
 */
export const statedTailMeansAreTheTails = eachExchange(
  { clause: 'SIZE-2', grade: 'corroborated', phases: servedPhases },
  ({ contract }, tally) => {
    const { actions, policy, reply: places } = contract;
    const quantiles = actions.kind === 'discrete' ? actions.quantiles : undefined;
    const levels = (places.cvar ?? []).map(({ level }) => level);
    const { absolute, relative } = policy.tolerance;
    const isTail = (stated: number, own: Float64Array, level: number) =>
      [own, own.toSorted()].some((values) => {
        // Of the values that make up this tail: one outside of it, however large, makes no room for another tail.
        const slack = absolute + relative * tailMean(values.map(Math.abs), level);
        return Math.abs(stated - tailMean(values, level)) <= slack;
      });
    let unstated = 0;
    return {
      see({ exchange, reply, expected }) {
        if (quantiles === undefined || exchange.rows === 0 || reply.kind !== 'answered') return;
        reply.rows.forEach(({ action, scores, cvar }, row) => {
          const oracle = expected[row];
          if (!oracle) return;
          const ofAction = (values: ArrayLike<number>) =>
            Float64Array.from({ length: quantiles }, (_, index) => values[action * quantiles + index] ?? Number.NaN);
          const sources = [
            { of: "the model's quantiles", own: ofAction(oracle.scores) },
            ...(scores ? [{ of: 'the quantiles beside it', own: ofAction(scores) }] : []),
          ];
          levels.forEach((level, index) => {
            const stated = cvar?.[index];
            if (stated === undefined) {
              unstated += 1;
              return;
            }
            tally.examined += 1;
            for (const { of, own } of sources) {
              if (isTail(stated, own, level)) continue;
              tally.violation({
                about: `the stated tail mean at ${numberInWords(100 * level)} % is not that of ${of}`,
                expected: `${numberInWords(tailMean(own, level))} for ${actionInWords(contract, action)}`,
                seen: numberInWords(stated),
                exchange: exchange.id,
                row,
              });
            }
          });
        });
      },
      conclude() {
        if (quantiles === undefined) return { unproven: 'the contract declares no quantiles (actions.quantiles)' };
        if (levels.length === 0) return { unproven: 'the contract declares no tail means (reply.cvar)' };
        return { unproven: unstated > 0 ? `${unstated} tail means are not stated` : undefined };
      },
    };
  },
);
