import { targetsReached } from '../contract/action-space.ts';
import type { Contract } from '../contract/contract.ts';
import type { RowAnswer } from '../protocols/protocol.ts';
import type { ExpectedAnswer } from './check.ts';
import { isDrawn } from './comparable-scores.ts';
import { eachExchange } from './kinds-of-check.ts';
import { saysNothing } from './says-nothing.ts';
import { expectedInWords, replyInWords, targetInWords, targetName } from './wording.ts';
import { wrongWith } from './wrong-with.ts';

/**
 * ACT-1: every action of the space is answered to some observation, or is named as unreachable by the contract. Of a box,
 * every tenth of each dimension.
 *
 * An action that directed search did not find within the ranges, and that the contract does not name, leaves the clause
 * unproven: that nothing was found is no proof that there is nothing. Where actions are drawn, what is not answered may
 * still have been likely: it refutes nothing.
 */
export const everyActionIsReached = eachExchange(
  { clause: 'ACT-1', grade: 'corroborated', phases: ['directed'] },
  ({ contract, endpoint, history }, tally) => {
    const { actions } = contract;
    const what = actions.kind === 'box' ? 'tenths' : 'actions';
    const reached = new Set<number>();
    return {
      see(judged) {
        const { exchange, reply, expected } = judged;
        const oracle = expected[0];
        if (!oracle || !surelyReaches(contract, oracle, exchange.subject) || saysNothing(judged, endpoint)) return;
        const served = reply.kind === 'answered' ? reply.rows[0] : undefined;
        const isRight = served !== undefined && wrongWith(contract, served, oracle) === undefined;
        const all = served ? targetsOf(contract, served) : [];
        if (isRight || all.includes(exchange.subject)) {
          for (const target of all) reached.add(target);
          return;
        }
        if (isDrawn(contract) && served) return;
        const target = targetInWords(contract, exchange.subject);
        tally.violation({
          about: `${target} is not answered where the model answers it`,
          expected: expectedInWords(contract, oracle),
          seen: replyInWords(contract, reply),
          exchange: exchange.id,
          row: 0,
        });
      },
      conclude() {
        const notes: string[] = [];
        const open: string[] = [];
        for (const { action: target, reached: byOracle, margin } of history.facts('reach')) {
          const label = actions.targets[target] ?? `${target}`;
          const named = actions.unreachable.includes(label);
          if (byOracle && named) {
            tally.violation({
              about: `the contract names ${targetInWords(contract, target)} as unreachable, but the model reaches it`,
              expected: 'no observation within range that gives it',
              seen: `an observation that gives it by a margin of ${margin.toPrecision(3)}`,
            });
          }
          if (!byOracle && !reached.has(target)) {
            const closest = `${targetName(contract, target)}: the closest observation found lacks ${(-margin).toPrecision(3)}`;
            (named ? notes : open).push(closest);
          }
          if (named || reached.has(target)) tally.examined += 1;
        }
        notes.unshift(`${reached.size} of ${actions.targets.length} ${what} reached`);
        const missing = actions.targets.length - tally.examined;
        return {
          notes,
          unproven:
            open.length > 0
              ? `no observation was found for ${open.join('; ')}; if that is known, name them under actions.unreachable`
              : missing > 0
                ? `${missing} ${what} were not answered${isDrawn(contract) ? ', as actions are drawn' : ''}`
                : undefined,
        };
      },
    };
  },
);

/** A tenth that the action lies in is reached, however near to its ends. */
function surelyReaches(contract: Contract, oracle: ExpectedAnswer, target: number): boolean {
  if (contract.actions.kind === 'box') {
    return targetsReached(contract.actions, oracle.action, oracle.scores).includes(target);
  }
  return !oracle.nearTie && oracle.action === target;
}

function targetsOf({ actions }: Contract, { action, scores = [] }: RowAnswer): readonly number[] {
  return targetsReached(actions, action, scores);
}
