import type { Contract } from '../contract/contract.ts';
import { agrees } from '../oracle/agreement.ts';
import type { RowAnswer } from '../protocols/protocol.ts';
import type { ExpectedAnswer, JudgedExchange } from './check.ts';
import { comparableScores, isDrawn } from './comparable-scores.ts';
import { eachExchange } from './kinds-of-check.ts';
import { expectedInWords, servedInWords } from './wording.ts';
import { firstOtherScore } from './wrong-with.ts';

/**
 * VARY-5: an observation gets its own answer, not the answer to one that was close to it and came before.
 *
 * The phase sends pairs of close rows to which the artifact gives different actions, one after the other. An answer
 * that stayed the first row's was taken from a cache, a rounded key, or a memory. Where actions are drawn, the answer is
 * what is stated beside them.
 */
export const noCacheAnswers = eachExchange(
  { clause: 'VARY-5', grade: 'corroborated', phases: ['neighbours'] },
  ({ contract }, tally) => {
    const stayed = isDrawn(contract) ? scoresStayed : actionStayed;
    let first: JudgedExchange | undefined;
    return {
      see(second) {
        const before = first;
        if (!before || before.exchange.subject !== second.exchange.subject) {
          first = second;
          return;
        }
        first = undefined;
        const oracle = { before: before.expected[0], after: second.expected[0] };
        const served = {
          before: before.reply.kind === 'answered' ? before.reply.rows[0] : undefined,
          after: second.reply.kind === 'answered' ? second.reply.rows[0] : undefined,
        };
        if (!oracle.before || !oracle.after) return;
        if (!served.before || !served.after) {
          tally.unanswered += 1;
          return;
        }
        if (oracle.before.nearTie || oracle.after.nearTie || oracle.before.action === oracle.after.action) {
          tally.nearTies += 1;
          return;
        }
        if (
          isDrawn(contract) &&
          !(comparableScores(contract, served.before) && comparableScores(contract, served.after))
        ) {
          tally.drawn += 1;
          return;
        }
        tally.examined += 1;
        if (!stayed(contract, served.before, served.after, oracle.after)) return;
        tally.violation({
          about: 'two close observations that the model answers differently get one answer',
          expected: `${expectedInWords(contract, oracle.before)}, then ${expectedInWords(contract, oracle.after)}`,
          seen: `${isDrawn(contract) ? 'the same scores' : servedInWords(contract, served.after)} to both`,
          exchange: second.exchange.id,
          row: 0,
        });
      },
    };
  },
);

function actionStayed(_: Contract, before: RowAnswer, after: RowAnswer, oracle: ExpectedAnswer): boolean {
  return after.action === before.action && after.action !== oracle.action;
}

function scoresStayed(contract: Contract, before: RowAnswer, after: RowAnswer, oracle: ExpectedAnswer): boolean {
  const same = after.scores?.every((score, index) =>
    agrees(score, before.scores?.[index] ?? Number.NaN, contract.policy.tolerance),
  );
  return same === true && firstOtherScore(contract, after.scores, oracle.scores) !== undefined;
}
