import type { Contract } from '../contract/contract.ts';
import { agrees } from '../oracle/agreement.ts';
import { decisionRule, isAsGood } from '../oracle/decision.ts';
import type { RowAnswer } from '../protocols/protocol.ts';
import type { ExpectedAnswer, Finding } from './check.ts';
import { comparableScores } from './comparable-scores.ts';
import { drawnDistribution, leastChanceOfADraw } from './drawn-distribution.ts';
import { actionName, numberInWords, replyInWords, scoreInWords, valuesInWords } from './wording.ts';

type Wrong = Pick<Finding, 'about' | 'expected' | 'seen'>;

/** Whether a correct runtime could decide so: as the oracle, or in a near-tie for an action that is as near to the best. */
export function couldBeTheModels(contract: Contract, action: number, oracle: ExpectedAnswer): boolean {
  if (action === oracle.action) return true;
  const decisions = { action: oracle.action, other: action };
  return oracle.nearTie && isAsGood(decisionRule(contract), oracle.scores, decisions, contract.policy.tolerance);
}

/**
 * What is wrong with the answer to one row; undefined where a correct runtime could have given it.
 *
 * A continuous action is compared by its values. One that is drawn is right where it could have been drawn: how often it
 * is, is for `drawn-actions-follow-the-distribution` to say.
 */
export function wrongWith(contract: Contract, served: RowAnswer, oracle: ExpectedAnswer): Wrong | undefined {
  return wrongAction(contract, served, oracle) ?? wrongScores(contract, served, oracle);
}

/** Where stated values first differ from the oracle's; undefined where they do not, or nothing is stated. */
export function firstOtherScore(
  contract: Contract,
  stated: ArrayLike<number> | undefined,
  oracle: ArrayLike<number>,
): number | undefined {
  if (stated === undefined) return undefined;
  const { output, tolerance } = contract.policy;
  for (let index = 0; index < Math.max(stated.length, output.size); index += 1) {
    const expected = index < output.size ? oracle[index] : undefined;
    if (!agrees(stated[index] ?? Number.NaN, expected ?? Number.NaN, tolerance)) return index;
  }
  return undefined;
}

function wrongAction(contract: Contract, served: RowAnswer, oracle: ExpectedAnswer): Wrong | undefined {
  const drawn = drawnDistribution(contract, oracle);
  if (drawn) {
    const chance = drawn.chanceOf(served);
    if (chance > leastChanceOfADraw) return undefined;
    return {
      about: "the served action could not have been drawn from the model's distribution",
      expected: `a draw from ${drawn.inWords()}`,
      seen: `${replyInWords(contract, { kind: 'answered', rows: [served] })}, of probability ${numberInWords(chance)}`,
    };
  }
  const about = "the served action is not the model's";
  if (contract.actions.kind === 'box' && served.scores) {
    if (firstOtherScore(contract, served.scores, oracle.scores) === undefined) return undefined;
    return { about, expected: valuesInWords(contract, oracle.scores), seen: valuesInWords(contract, served.scores) };
  }
  if (couldBeTheModels(contract, served.action, oracle)) return undefined;
  return {
    about,
    expected: `action ${actionName(contract, oracle.action)}, by a margin of ${oracle.margin.toPrecision(3)}`,
    seen: replyInWords(contract, { kind: 'answered', rows: [served] }),
  };
}

function wrongScores(contract: Contract, served: RowAnswer, oracle: ExpectedAnswer): Wrong | undefined {
  const { actions } = contract;
  if (actions.kind === 'box') return undefined;
  const stated = comparableScores(contract, served);
  const wrong = firstOtherScore(contract, stated, oracle.scores);
  if (wrong === undefined) return undefined;
  return {
    about: `the served ${actions.quantiles === undefined ? 'scores' : 'quantiles'} are not the model's`,
    expected: scoreInWords(contract, wrong, oracle.scores[wrong]),
    seen: actions.quantiles === undefined ? `score ${numberInWords(stated?.[wrong])}` : numberInWords(stated?.[wrong]),
  };
}
