import { eachExchange } from './kinds-of-check.ts';

/** TIME-4: start-up lasts until the first answer, not until readiness is claimed. */
export const firstAnswerWithinBudget = eachExchange(
  { clause: 'TIME-4', grade: 'corroborated', phases: ['first', 'golden'] },
  ({ contract, history }, tally) => {
    const [ready] = history.facts('ready');
    const startedAt = ready?.startedAt ?? null;
    const notes: string[] = [];
    return {
      see({ exchange, reply }) {
        if (startedAt === null || tally.examined > 0 || reply.kind !== 'answered') return;
        const after = exchange.endedAt - startedAt;
        tally.examined += 1;
        notes.push(`first answer ${Math.round(after)} ms after the start`);
        if (!(after <= contract.budgets.startup)) {
          tally.violation({
            about: 'the first answer came only after the start-up budget',
            expected: `an answer within ${contract.budgets.startup} ms`,
            seen: `an answer after ${Math.round(after)} ms`,
            exchange: exchange.id,
          });
        }
      },
      conclude: () => ({
        notes,
        unproven: startedAt === null ? 'the endpoint ran already, so its start-up was not seen' : undefined,
      }),
    };
  },
);
