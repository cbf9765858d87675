import { eachExchange } from './kinds-of-check.ts';
import { actionName } from './wording.ts';

/** Share of answers that may be distributed otherwise before it is a finding of its own; USED-2 judges each answer. */
const toleratedShare = 0.02;

/** VARY-1: the served actions are not constant, and are distributed as the artifact's are. */
export const outputsVaryAsTheOracles = eachExchange(
  { clause: 'VARY-1', grade: 'corroborated', phases: ['nominal', 'bulk'] },
  ({ contract }, tally) => {
    const served = new Float64Array(contract.actions.count);
    const oracle = new Float64Array(contract.actions.count);
    return {
      see({ reply, expected }) {
        if (reply.kind !== 'answered') return;
        reply.rows.forEach((answer, row) => {
          const wanted = expected[row];
          if (!wanted) return;
          if (wanted.nearTie) {
            tally.nearTies += 1;
            return;
          }
          tally.examined += 1;
          served[answer.action]! += 1;
          oracle[wanted.action]! += 1;
        });
      },
      conclude() {
        const judged = tally.examined;
        if (judged === 0) return undefined;
        const distinct = (counts: Float64Array) => counts.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0);
        if (distinct(served) === 1 && distinct(oracle) === 1) {
          return { unproven: `the model gives one action to all ${judged} observations: nothing could vary` };
        }
        if (distinct(served) === 1) {
          tally.violation({
            about: 'the answers are constant',
            expected: `${distinct(oracle)} different actions, as the model gives to the same observations`,
            seen: `action ${actionName(
              contract,
              served.findIndex((count) => count > 0),
            )} to all ${judged} observations`,
          });
        }
        const apart = served.reduce((sum, count, action) => sum + Math.abs(count - oracle[action]!), 0) / 2 / judged;
        if (!(apart <= toleratedShare)) {
          const furthest = served.reduce(
            (best, count, action) =>
              Math.abs(count - oracle[action]!) > Math.abs(served[best]! - oracle[best]!) ? action : best,
            0,
          );
          const share = (count: number) => `${((100 * count) / judged).toFixed(1)} %`;
          tally.violation({
            about: "the answers are not distributed as the model's are",
            expected: `action ${actionName(contract, furthest)} in ${share(oracle[furthest]!)} of the answers`,
            seen: `in ${share(served[furthest]!)}; ${share(apart * judged)} of all answers lie elsewhere`,
          });
        }
        return { notes: [`${distinct(served)} different actions in ${judged} answers`] };
      },
    };
  },
);
