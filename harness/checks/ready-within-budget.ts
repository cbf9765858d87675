import { recordedFacts } from './kinds-of-check.ts';

/** LOAD-1: from its start, the endpoint says that it is ready within the budget. */
export const readyWithinBudget = recordedFacts(
  { clause: 'LOAD-1', grade: 'claimed' },
  ({ contract, history }, tally) => {
    const notes: string[] = [];
    const [later] = history.facts('answers-late');
    const late = later ? `, and no answer for ${Math.round(later.milliseconds)} ms then` : '';
    for (const { startedAt, readyAt } of history.facts('ready')) {
      tally.examined += 1;
      if (startedAt === null) {
        notes.push('the endpoint ran already: it is ready, and how long that took was not seen');
        continue;
      }
      const after = readyAt - startedAt;
      notes.push(`ready after ${Math.round(after)} ms${late}`);
      if (!(after <= contract.budgets.startup)) {
        tally.violation({
          about: 'the endpoint was ready only after the start-up budget',
          expected: `ready within ${contract.budgets.startup} ms`,
          seen: `ready after ${Math.round(after)} ms`,
        });
      }
    }
    return { notes };
  },
);
