import { eachExchange } from './kinds-of-check.ts';
import { saysNothing } from './says-nothing.ts';
import { actionName, replyInWords } from './wording.ts';

/**
 * ACT-1: every action of the space is answered to some observation, or is named as unreachable by the contract.
 *
 * An action that directed search did not find within the ranges, and that the contract does not name, leaves the clause
 * unproven: that nothing was found is no proof that there is nothing.
 */
export const everyActionIsReached = eachExchange(
  { clause: 'ACT-1', grade: 'corroborated', phases: ['directed'] },
  ({ contract, endpoint, history }, tally) => {
    const reached = new Set<number>();
    return {
      see(judged) {
        const { exchange, reply, expected } = judged;
        const oracle = expected[0];
        if (!oracle || oracle.nearTie || oracle.action !== exchange.subject || saysNothing(judged, endpoint)) return;
        const served = reply.kind === 'answered' ? reply.rows[0] : undefined;
        if (served?.action === exchange.subject) {
          reached.add(exchange.subject);
          return;
        }
        tally.violation({
          about: `action ${actionName(contract, exchange.subject)} is not answered where the model answers it`,
          expected: `action ${actionName(contract, exchange.subject)}`,
          seen: replyInWords(contract, reply),
          exchange: exchange.id,
          row: 0,
        });
      },
      conclude() {
        const notes: string[] = [];
        const open: string[] = [];
        for (const { action, reached: byOracle, margin } of history.facts('reach')) {
          const label = contract.actions.labels[action] ?? `${action}`;
          const named = contract.actions.unreachable.includes(label);
          if (byOracle && named) {
            tally.violation({
              about: `the contract names action ${actionName(contract, action)} as unreachable, but the model reaches it`,
              expected: 'no observation within range that gives it',
              seen: `an observation that gives it by a margin of ${margin.toPrecision(3)}`,
            });
          }
          if (!byOracle) {
            const closest = `${actionName(contract, action)}: the closest observation found lacks ${(-margin).toPrecision(3)}`;
            (named ? notes : open).push(closest);
          }
          if (named || reached.has(action)) tally.examined += 1;
        }
        notes.unshift(`${reached.size} of ${contract.actions.count} actions reached`);
        const missing = contract.actions.count - tally.examined;
        return {
          notes,
          unproven:
            open.length > 0
              ? `no observation was found for ${open.join('; ')}; if that is known, name them under actions.unreachable`
              : missing > 0
                ? `${missing} actions were not answered`
                : undefined,
        };
      },
    };
  },
);
