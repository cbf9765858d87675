import type { JudgedExchange } from './check.ts';
import { eachExchange } from './kinds-of-check.ts';
import { actionName } from './wording.ts';

/**
 * VARY-5: an observation gets its own answer, not the answer to one that was close to it and came before.
 *
 * The phase sends pairs of close rows to which the artifact gives different actions, one after the other. An answer
 * that stayed the first row's was taken from a cache, a rounded key, or a memory.
 */
export const noCacheAnswers = eachExchange(
  { clause: 'VARY-5', grade: 'corroborated', phases: ['neighbours'] },
  ({ contract }, tally) => {
    let first: JudgedExchange | undefined;
    return {
      see(second) {
        const before = first;
        if (!before || before.exchange.subject !== second.exchange.subject) {
          first = second;
          return;
        }
        first = undefined;
        const [oracleBefore, oracleAfter] = [before.expected[0], second.expected[0]];
        const servedBefore = before.reply.kind === 'answered' ? before.reply.rows[0] : undefined;
        const servedAfter = second.reply.kind === 'answered' ? second.reply.rows[0] : undefined;
        if (!oracleBefore || !oracleAfter) return;
        if (!servedBefore || !servedAfter) {
          tally.unanswered += 1;
          return;
        }
        if (oracleBefore.nearTie || oracleAfter.nearTie || oracleBefore.action === oracleAfter.action) {
          tally.nearTies += 1;
          return;
        }
        tally.examined += 1;
        if (servedAfter.action !== servedBefore.action || servedAfter.action === oracleAfter.action) return;
        tally.violation({
          about: 'two close observations that the model answers differently get one answer',
          expected: `action ${actionName(contract, oracleBefore.action)}, then ${actionName(contract, oracleAfter.action)}`,
          seen: `action ${actionName(contract, servedBefore.action)} to both`,
          exchange: second.exchange.id,
          row: 0,
        });
      },
    };
  },
);
