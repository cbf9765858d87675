import type { Contract } from '../contract/contract.ts';
import { agrees } from '../oracle/agreement.ts';
import type { RowAnswer } from '../protocols/protocol.ts';
import type { ExpectedAnswer } from './check.ts';
import type { Tally } from './tally.ts';
import { actionName } from './wording.ts';
import { couldBeTheModels } from './wrong-with.ts';

/** Compares two answers to one observation with each other, whatever the artifact says. */
export function judgeSameAnswer(
  contract: Contract,
  tally: Tally,
  {
    first,
    second,
    expected,
    ...finding
  }: {
    first: RowAnswer;
    second: RowAnswer;
    expected: ExpectedAnswer | undefined;
    about: string;
    exchange: number;
    row: number;
  },
): void {
  tally.examined += 1;
  if (first.action !== second.action) {
    if (expected?.nearTie && [first, second].every(({ action }) => couldBeTheModels(contract, action, expected))) {
      tally.nearTies += 1;
      return;
    }
    tally.violation({
      ...finding,
      expected: `action ${actionName(contract, first.action)}, as before`,
      seen: `action ${actionName(contract, second.action)}`,
    });
    return;
  }
  const wrong = second.scores?.findIndex(
    (score, index) => !agrees(score, first.scores?.[index] ?? Number.NaN, contract.policy.tolerance),
  );
  if (first.scores && second.scores && wrong !== undefined && wrong >= 0) {
    tally.violation({
      ...finding,
      expected: `score ${first.scores[wrong]} for action ${actionName(contract, wrong)}, as before`,
      seen: `score ${second.scores[wrong]}`,
    });
  }
}
