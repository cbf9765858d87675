import type { Contract } from '../contract/contract.ts';
import { noAction } from '../contract/no-action.ts';
import { isDrawn } from './comparable-scores.ts';
import { leastChance } from './drawn-answers.ts';
import { drawnDistribution } from './drawn-distribution.ts';
import { eachExchange } from './kinds-of-check.ts';
import { actionInWords } from './wording.ts';

/** Share of answers that may be distributed otherwise before it is a finding of its own; USED-2 judges each answer. */
const toleratedShare = 0.02;

/**
 * VARY-1: the served actions are not constant, and are distributed as the artifact's are. Continuous actions are counted by
 * the cell of the box that they lie in.
 *
 * Where actions are drawn, the artifact gives chances, and counts differ from their sums by chance: what that explains, but
 * for one run in a million, is tolerated beside the share (McDiarmid 1989: no draw moves the distance by more than 1/n).
 */
export const outputsVaryAsTheOracles = eachExchange(
  { clause: 'VARY-1', grade: 'corroborated', phases: ['nominal', 'bulk'] },
  ({ contract }, tally) => {
    const { count } = contract.actions;
    const served = new Float64Array(count);
    const model = new Float64Array(count);
    const variances = new Float64Array(count);
    const chances = new Float64Array(count);
    return {
      see({ reply, expected }) {
        if (reply.kind !== 'answered') return;
        reply.rows.forEach((answer, row) => {
          const wanted = expected[row];
          if (!wanted) return;
          const drawn = wanted.action === noAction ? undefined : drawnDistribution(contract, wanted);
          if (!drawn && wanted.nearTie) {
            tally.nearTies += 1;
            return;
          }
          tally.examined += 1;
          served[answer.action]! += 1;
          if (!drawn) {
            model[wanted.action]! += 1;
            return;
          }
          drawn.addDecisions(chances.fill(0));
          chances.forEach((chance, action) => {
            model[action]! += chance;
            variances[action]! += chance * (1 - chance);
          });
        });
      },
      conclude() {
        const judged = tally.examined;
        if (judged === 0) return undefined;
        const given = distinct(served);
        const byChance = isDrawn(contract) ? mostByChance(variances, judged) : 0;
        const elsewhere = judged - Math.max(...model);
        // An action that is as rare as that need not have been drawn.
        const couldVary = isDrawn(contract) ? Math.exp(-elsewhere) < leastChance : distinct(model) > 1;
        if (given === 1 && !couldVary) {
          return { unproven: `the model gives one action to all ${judged} observations: nothing could vary` };
        }
        if (given === 1) {
          tally.violation({
            about: 'the answers are constant',
            expected: `${distinct(model)} different ${decisionsInWords(contract)}, as the model gives to the same observations`,
            seen: `${actionInWords(
              contract,
              served.findIndex((count) => count > 0),
            )} to all ${judged} observations`,
          });
        }
        const apart = served.reduce((sum, count, action) => sum + Math.abs(count - model[action]!), 0) / 2 / judged;
        if (!(apart <= toleratedShare + byChance)) {
          const furthest = served.reduce(
            (best, count, action) =>
              Math.abs(count - model[action]!) > Math.abs(served[best]! - model[best]!) ? action : best,
            0,
          );
          const share = (count: number) => `${((100 * count) / judged).toFixed(1)} %`;
          tally.violation({
            about: "the answers are not distributed as the model's are",
            expected: `${actionInWords(contract, furthest)} in ${share(model[furthest]!)} of the answers`,
            seen: `in ${share(served[furthest]!)}; ${share(apart * judged)} of all answers lie elsewhere`,
          });
        }
        return { notes: [`${given} different ${decisionsInWords(contract)} in ${judged} answers`] };
      },
    };
  },
);

/** The greatest distance between counts of draws and the sums of their chances that is not all but impossible. */
function mostByChance(variances: Float64Array, draws: number): number {
  const mean = variances.reduce((sum, variance) => sum + Math.sqrt(variance), 0) / 2 / draws;
  return mean + Math.sqrt(-Math.log(leastChance) / 2 / draws);
}

/** How many are not all but absent. */
function distinct(counts: Float64Array): number {
  return counts.reduce((sum, count) => sum + (count >= 0.5 ? 1 : 0), 0);
}

function decisionsInWords({ actions }: Contract): string {
  return actions.kind === 'box' ? 'parts of the box' : 'actions';
}
