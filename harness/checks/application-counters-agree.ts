import { plainDecisionPhases } from '../history/decision.ts';
import { everyDecision } from './decision-check.ts';
import { DecisionsToldOf } from './decisions-told-of.ts';

/** SEEN-2, of the application: its counters grow by what happened: inferences by decisions, failures by refusals. */
export const applicationCountersAgree = everyDecision(
  { clause: 'SEEN-2', grade: 'corroborated', phases: plainDecisionPhases },
  (_contract, tally, { application: { counters }, history }) => {
    const decisions = new DecisionsToldOf();
    return {
      see: (decision) => decisions.see(decision),
      conclude() {
        const [before, after] = [...history.facts('application-counters')];
        if (!before || !after) return { unproven: 'the application was not driven to its end' };
        const problem = before.problem ?? after.problem;
        if (problem !== null) return { unproven: problem };
        const growth = (of: 'inferences' | 'failures' | 'fallbacks') =>
          after[of] === null ? undefined : after[of] - (before[of] ?? 0);
        const judged = [
          [counters?.inferences, growth('inferences'), (told: number) => decisions.wrongMade(told)],
          [counters?.failures, growth('failures'), (told: number) => decisions.wrongRefused(told)],
          [counters?.fallbacks, growth('fallbacks'), (told: number) => (told === 0 ? undefined : '0')],
        ] as const;
        for (const [name, grew, wrongWith] of judged) {
          if (name === undefined) continue;
          if (grew === undefined) return { unproven: `the application has no counter ${name}` };
          tally.examined += 1;
          const expected = wrongWith(grew);
          if (expected === undefined) continue;
          tally.violation({
            about: `${name} of the application does not grow by what it did`,
            expected: `growth by ${expected}`,
            seen: `growth by ${grew}`,
          });
        }
        return undefined;
      },
    };
  },
);
