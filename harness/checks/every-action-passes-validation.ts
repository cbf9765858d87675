import { actedOn, madeInWords } from './acted-on.ts';
import type { Decision } from './decision.ts';
import { eachDecision } from './decision-check.ts';
import { givenAction } from './given-action.ts';
import { actionInWords } from './wording.ts';

/**
 * ACT-2: every action passes the application's validation unchanged: what it says that it decided is what it was given. Where
 * it says nothing, the order of the action has to come, or for one without an order none, and the next decision.
 *
 * Every action must be seen twice: where the model gives it by itself, and forced into its answer.
 */
export const everyActionPassesValidation = eachDecision(
  { clause: 'ACT-2', grade: 'corroborated', phases: ['reached', 'forced'] },
  (contract, tally) => {
    const { count, labels, unreachable } = contract.actions;
    const seen = { reached: new Set<number>(), forced: new Set<number>() };
    const lost = new Set<number>();
    return {
      see(decision) {
        if (decision.askedAgain) return;
        if (decision.given.length === 0) return notAsked(decision);
        const given = givenAction(decision);
        if (given === undefined) return;
        const passed = actedOn(decision, given, contract);
        if (passed === undefined) return;
        tally.examined += 1;
        // That an action came is not enough: it must be the one that the model gives in this market.
        const isForced = decision.phase === 'forced';
        if (given === decision.subject && (!isForced || decision.putIn.kind === 'put-in')) {
          seen[isForced ? 'forced' : 'reached'].add(given);
        }
        if (passed) return;
        lost.add(given);
        tally.violation({
          about: 'an action does not pass the application unchanged',
          expected: actionInWords(contract, given),
          seen: madeInWords(contract, decision),
          decision: decision.id,
        });
      },
      conclude() {
        const missing = [...Array(count).keys()].filter(
          (action) =>
            !seen.forced.has(action) || !(seen.reached.has(action) || unreachable.includes(labels[action] ?? '')),
        );
        const share = `${lost.size} of ${count} actions (${Math.round((100 * lost.size) / count)} %)`;
        return {
          unproven:
            missing.length > 0
              ? `not seen both reached and forced: ${missing.map((action) => actionInWords(contract, action)).join(', ')}`
              : undefined,
          notes:
            lost.size > 0
              ? [`${share} are lost in the application`]
              : [`${seen.reached.size} of ${count} actions reached, ${seen.forced.size} forced`],
        };
      },
    };

    function notAsked(decision: Decision): void {
      tally.examined += 1;
      tally.violation({
        about: 'the application does not ask the endpoint for an action',
        expected: 'one call of the endpoint for a decision',
        seen: `none, and ${madeInWords(contract, decision)}`,
        decision: decision.id,
      });
    }
  },
);
