import type { Contract } from '../contract/contract.ts';
import { agrees } from '../oracle/agreement.ts';
import type { RowAnswer } from '../protocols/protocol.ts';
import type { ExpectedAnswer } from './check.ts';
import { comparableScores, isDrawn } from './comparable-scores.ts';
import type { Tally } from './tally.ts';
import { actionInWords, numberInWords, scoreInWords, valuesInWords } from './wording.ts';
import { couldBeTheModels } from './wrong-with.ts';

/**
 * Compares two answers to one observation with each other, whatever the artifact says: by what is stated beside the action
 * where that is drawn, and by its values where it is continuous.
 */
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
  const [before, after] = [comparableScores(contract, first), comparableScores(contract, second)];
  if (isDrawn(contract) && !(before && after)) {
    tally.drawn += 1;
    return;
  }
  tally.examined += 1;
  const isByValues = contract.actions.kind === 'box' && before && after;
  if (first.action !== second.action && !isDrawn(contract) && !isByValues) {
    if (expected?.nearTie && [first, second].every(({ action }) => couldBeTheModels(contract, action, expected))) {
      tally.nearTies += 1;
      return;
    }
    tally.violation({
      ...finding,
      expected: `${actionInWords(contract, first.action)}, as before`,
      seen: actionInWords(contract, second.action),
    });
    return;
  }
  if (!before || !after) return;
  const wrong = after.findIndex(
    (score, index) => !agrees(score, before[index] ?? Number.NaN, contract.policy.tolerance),
  );
  if (wrong < 0) return;
  tally.violation({
    ...finding,
    ...(isByValues
      ? { expected: `${valuesInWords(contract, before)}, as before`, seen: valuesInWords(contract, after) }
      : {
          expected: `${scoreInWords(contract, wrong, before[wrong])}, as before`,
          seen: `score ${numberInWords(after[wrong])}`,
        }),
  });
}
