import type { CheckContext, JudgedExchange } from './check.ts';
import { comparableScores, isDrawn } from './comparable-scores.ts';
import { saysNothing } from './says-nothing.ts';
import type { Tally } from './tally.ts';
import { expectedInWords, replyInWords } from './wording.ts';
import { wrongWith } from './wrong-with.ts';

/**
 * Compares what was served to a good observation with what the artifact gives.
 *
 * Near-ties are counted apart: two correct runtimes may break them differently, so that each action that is as near to the
 * best may be served. Stated scores, and the values of continuous actions, are compared in any case. A call that says
 * nothing is counted as unanswered.
 */
export function judgeAnswer({ contract, endpoint }: CheckContext, tally: Tally, judged: JudgedExchange): void {
  const { exchange, reply, expected } = judged;
  if (saysNothing(judged, endpoint)) {
    tally.unanswered += 1;
    return;
  }
  if (reply.kind !== 'answered') {
    tally.examined += 1;
    tally.violation({
      about: 'a valid observation gets no answer',
      expected: expected[0] && !isDrawn(contract) ? expectedInWords(contract, expected[0]) : 'an action',
      seen: replyInWords(contract, reply),
      exchange: exchange.id,
    });
    return;
  }
  const decidesBetweenActions = contract.actions.kind === 'discrete' && !isDrawn(contract);
  expected.forEach((oracle, row) => {
    const served = reply.rows[row];
    if (!served) return;
    const isTie = oracle.nearTie && decidesBetweenActions;
    if (!isTie || comparableScores(contract, served)) tally.examined += 1;
    if (isTie) tally.nearTies += 1;
    const wrong = wrongWith(contract, served, oracle);
    if (wrong) tally.violation({ ...wrong, exchange: exchange.id, row });
  });
}
