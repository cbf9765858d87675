import type { Contract } from '../contract/contract.ts';
import { agrees } from '../oracle/agreement.ts';
import type { JudgedExchange } from './check.ts';
import type { Tally } from './tally.ts';
import { actionName, replyInWords } from './wording.ts';

/**
 * Compares what was served to a good observation with what the artifact gives.
 *
 * Near-ties are counted, not judged: two correct runtimes may break them differently. Stated scores are compared in
 * any case.
 *
 * @returns false where nothing can be said: no reply came, or the endpoint was busy
 */
export function judgeAnswer(contract: Contract, tally: Tally, { exchange, reply, expected }: JudgedExchange): boolean {
  if (reply.kind === 'lost' && isIndeterminate(exchange.outcome)) return false;
  if (reply.kind !== 'answered') {
    tally.examined += 1;
    tally.violation({
      about: 'a valid observation gets no answer',
      expected: expected[0] ? `action ${actionName(contract, expected[0].action)}` : 'an action',
      seen: replyInWords(contract, reply),
      exchange: exchange.id,
    });
    return true;
  }
  const { tolerance } = contract.policy;
  expected.forEach((oracle, row) => {
    const served = reply.rows[row];
    if (!served) return;
    tally.examined += 1;
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
  return true;
}

/** A deadline or a reset says nothing about the model; a reply that is beyond the limits, or no HTTP, does. */
function isIndeterminate(outcome: JudgedExchange['exchange']['outcome']): boolean {
  return outcome.kind === 'lost' && (outcome.reason === 'deadline' || outcome.reason === 'connection');
}
