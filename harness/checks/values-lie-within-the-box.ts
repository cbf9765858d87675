import type { Contract } from '../contract/contract.ts';
import { servedPhases } from '../history/phase.ts';
import { eachExchange } from './kinds-of-check.ts';
import { numberInWords } from './wording.ts';

/** ACT-1: no continuous action lies outside of the space, beyond what rounding explains. */
export const valuesLieWithinTheBox = eachExchange(
  { clause: 'ACT-1', grade: 'corroborated', phases: servedPhases, appliesTo: isBox },
  ({ contract }, tally) => {
    const { absolute, relative } = contract.policy.tolerance;
    const slack = (bound: number) => absolute + relative * Math.abs(bound);
    return {
      see({ exchange, reply }) {
        const { actions } = contract;
        if (actions.kind !== 'box' || exchange.rows === 0 || reply.kind !== 'answered') return;
        reply.rows.forEach(({ scores }, row) => {
          if (!scores) return;
          tally.examined += 1;
          const outside = scores.findIndex((value, dimension) => {
            const [low, high] = [actions.low[dimension] ?? Number.NaN, actions.high[dimension] ?? Number.NaN];
            return !(value >= low - slack(low) && value <= high + slack(high));
          });
          if (outside < 0) return;
          const name = actions.names[outside] ?? `value ${outside}`;
          tally.violation({
            about: 'an action is answered that lies outside of the box',
            expected: `${name} from ${actions.low[outside]} to ${actions.high[outside]}`,
            seen: `${name} ${numberInWords(scores[outside])}`,
            exchange: exchange.id,
            row,
          });
        });
      },
    };
  },
);

function isBox({ actions }: Contract): boolean {
  return actions.kind === 'box';
}
