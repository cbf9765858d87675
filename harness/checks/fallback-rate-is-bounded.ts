import { trialsNeeded, upperBound } from './clopper-pearson.ts';
import { comparableScores, isDrawn } from './comparable-scores.ts';
import { eachExchange } from './kinds-of-check.ts';
import { wrongWith } from './wrong-with.ts';

/**
 * USED-4: "always" as a statistical claim. With N calls and k that the model did not answer, the rate of fallbacks is
 * below what the contract asks, at its confidence. A call is a request: rows of one batch are not independent, and neither
 * are the rows that other phases search for or send again. Where actions are drawn and nothing is stated beside them, a
 * call shows the model's answer only together with thousands of others: a few fallbacks would not show.
 */
export const fallbackRateIsBounded = eachExchange(
  { clause: 'USED-4', grade: 'corroborated', phases: ['nominal', 'bulk'] },
  ({ contract }, tally) => {
    const { fallbackRateBelow, confidence } = contract.assurance;
    let fallbacks = 0;
    return {
      see({ exchange, reply, expected }) {
        if (exchange.rows === 0 || reply.kind !== 'answered') return;
        tally.examined += 1;
        if (isDrawn(contract) && reply.rows.some((answer) => !comparableScores(contract, answer))) tally.drawn += 1;
        const byModel = reply.rows.every((answer, row) => {
          const oracle = expected[row];
          return answer.usedTrainedModel !== false && (!oracle || !wrongWith(contract, answer, oracle));
        });
        if (!byModel) fallbacks += 1;
      },
      conclude() {
        if (tally.examined === 0) return undefined;
        const bound = upperBound(fallbacks, tally.examined, confidence);
        const claim = `${fallbacks} of ${tally.examined} calls were not answered by the model: the rate is below ${percent(bound)} at ${percent(confidence)} confidence`;
        if (bound < fallbackRateBelow) return { notes: [claim] };
        if (fallbacks === 0) {
          const needed = trialsNeeded(fallbackRateBelow, confidence);
          return {
            unproven: `${tally.examined} calls are too few for ${percent(fallbackRateBelow)}: it takes ${needed}`,
            notes: [claim],
          };
        }
        tally.violation({
          about: 'too many calls were not answered by the model',
          expected: `a rate below ${percent(fallbackRateBelow)} at ${percent(confidence)} confidence`,
          seen: claim,
        });
        return undefined;
      },
    };
  },
);

function percent(rate: number): string {
  return `${Number((100 * rate).toPrecision(3))} %`;
}
