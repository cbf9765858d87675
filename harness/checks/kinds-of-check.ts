import type { ClauseId } from '../contract/clauses.ts';
import type { Contract } from '../contract/contract.ts';
import type { Phase } from '../history/phase.ts';
import type { Check, CheckContext, CheckResult, Grade, JudgedExchange } from './check.ts';
import { Tally } from './tally.ts';

/** What a check adds when everything has been seen. */
type Remainder =
  | (Partial<Pick<CheckResult, 'notes' | 'tables'>> & { readonly unproven?: string | undefined })
  | undefined;

/** A check that looks at exchanges one by one. */
export function eachExchange(
  about: { clause: ClauseId; grade: Grade; phases: readonly Phase[]; appliesTo?: (contract: Contract) => boolean },
  begin: (context: CheckContext, tally: Tally) => { see: (judged: JudgedExchange) => void; conclude?: () => Remainder },
): Check {
  return {
    ...about,
    begin(context) {
      const tally = new Tally(about.clause);
      const { see, conclude } = begin(context, tally);
      return { see, conclude: () => tally.conclude(conclude?.()) };
    },
  };
}

/** A check that looks at recorded events alone. */
export function recordedFacts(
  { clause, grade }: { clause: ClauseId; grade: Grade },
  examine: (context: CheckContext, tally: Tally) => Remainder,
): Check {
  return eachExchange({ clause, grade, phases: [] }, (context, tally) => ({
    see: () => {},
    conclude: () => examine(context, tally),
  }));
}
