import { agrees } from '../oracle/agreement.ts';
import type { CheckContext, JudgedExchange } from './check.ts';
import { saysNothing } from './says-nothing.ts';
import type { Tally } from './tally.ts';
import { actionName, replyInWords } from './wording.ts';

/**
 * Compares what was served to a good observation with what the artifact gives.
 *
 * Near-ties are counted, not judged: two correct runtimes may break them differently. Stated scores are compared in
 * any case. A call that says nothing is counted as unanswered.
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
      expected: expected[0] ? `action ${actionName(contract, expected[0].action)}` : 'an action',
      seen: replyInWords(contract, reply),
      exchange: exchange.id,
    });
    return;
  }
  const { tolerance } = contract.policy;
  expected.forEach((oracle, row) => {
    const served = reply.rows[row];
    if (!served) return;
    if (!oracle.nearTie || served.scores) tally.examined += 1;
    if (oracle.nearTie) tally.nearTies += 1;
    else if (served.action !== oracle.action) {
      tally.violation({
        about: "the served action is not the model's",
        expected: `action ${actionName(contract, oracle.action)}, by a margin of ${oracle.margin.toPrecision(3)}`,
        seen: replyInWords(contract, { kind: 'answered', rows: [served] }),
        exchange: exchange.id,
        row,
      });
      return;
    }
    const wrong = served.scores?.findIndex(
      (score, index) => !agrees(score, oracle.scores[index] ?? Number.NaN, tolerance),
    );
    if (served.scores && wrong !== undefined && wrong >= 0) {
      tally.violation({
        about: "the served scores are not the model's",
        expected: `score ${oracle.scores[wrong]} for action ${actionName(contract, wrong)}`,
        seen: `score ${served.scores[wrong]}`,
        exchange: exchange.id,
        row,
      });
    }
  });
}
