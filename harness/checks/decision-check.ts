import type { ClauseId } from '../contract/clauses.ts';
import type { Contract } from '../contract/contract.ts';
import type { ApplicationFile } from '../contract/stack-file.ts';
import type { DecisionPhase } from '../history/decision.ts';
import type { History } from '../history/history.ts';
import type { CheckResult, Grade } from './check.ts';
import type { ArrivedOrder, Decision } from './decision.ts';
import { HinderedDecisions } from './hindered.ts';
import { Tally } from './tally.ts';

/** One rule about the decisions of an application: pure, from decisions to findings. */
export interface DecisionCheck {
  readonly clause: ClauseId;
  readonly grade: Grade;
  /** The phases whose decisions it sees, in the order in which they were recorded. */
  readonly phases: readonly DecisionPhase[];
  begin(contract: Contract, surroundings: Surroundings): DecisionExamination;
}

/** What is beside the decisions: what the stack file says of the application, and what was recorded of the whole run. */
export interface Surroundings {
  readonly application: ApplicationFile;
  readonly history: History;
}

export interface DecisionExamination {
  see(decision: Decision): void;
  /** An order that belongs to no decision; told after all decisions. */
  stray?(order: ArrivedOrder): void;
  conclude(): CheckResult;
}

type Remainder = Partial<Pick<CheckResult, 'notes' | 'tables'>> & { readonly unproven?: string | undefined };

type BeginDecisions = (
  contract: Contract,
  tally: Tally,
  surroundings: Surroundings,
) => Pick<DecisionExamination, 'see' | 'stray'> & { conclude?: () => Remainder | undefined };

/** A check that looks at decisions one by one, but for those of which nothing could come because of the exchange. */
export function eachDecision(
  about: Pick<DecisionCheck, 'clause' | 'grade' | 'phases'>,
  begin: BeginDecisions,
): DecisionCheck {
  return everyDecision(about, (...given) => {
    const hindered = new HinderedDecisions();
    const { see, conclude, ...seeing } = begin(...given);
    return {
      ...seeing,
      see: (decision) => {
        if (!hindered.see(decision)) see(decision);
      },
      conclude: () => {
        const { unproven, ...rest } = conclude?.() ?? {};
        return { ...rest, unproven: hindered.words ?? unproven };
      },
    };
  });
}

/** A check that looks at all decisions, whatever could come of them. */
export function everyDecision(
  about: Pick<DecisionCheck, 'clause' | 'grade' | 'phases'>,
  begin: BeginDecisions,
): DecisionCheck {
  return {
    ...about,
    begin(contract, surroundings) {
      const tally = new Tally(about.clause);
      const { conclude, ...seeing } = begin(contract, tally, surroundings);
      return { ...seeing, conclude: () => tally.conclude(conclude?.()) };
    },
  };
}
