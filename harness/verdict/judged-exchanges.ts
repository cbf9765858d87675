import type { ExpectedAnswer, JudgedExchange } from '../checks/check.ts';
import { answerWidth, type Contract } from '../contract/contract.ts';
import type { Exchange } from '../history/exchange.ts';
import type { ExchangeFilter, History } from '../history/history.ts';
import { decide, decidesNarrowly, decisionRule } from '../oracle/decision.ts';
import type { Protocol } from '../protocols/protocol.ts';

/** Reads a history as checks want it: replies understood, and the oracle's scores as answers. */
export function* judgedExchanges(
  history: History,
  { contract, protocol, filter }: { contract: Contract; protocol: Protocol; filter?: ExchangeFilter },
): Generator<JudgedExchange> {
  for (const exchange of history.exchanges(filter)) yield judged(exchange, contract, protocol);
}

export function judged(exchange: Exchange, contract: Contract, protocol: Protocol): JudgedExchange {
  return {
    exchange,
    reply: protocol.decode(exchange.outcome, Math.max(exchange.rows, 1)),
    expected: expectedAnswers(exchange.expected, contract),
  };
}

function expectedAnswers(scores: Float32Array, contract: Contract): ExpectedAnswer[] {
  const width = answerWidth(contract.policy);
  const { tolerance } = contract.policy;
  const rule = decisionRule(contract);
  const rows = scores.length / width;
  const actions = new Int32Array(rows);
  const margins = new Float32Array(rows);
  decide(rule, scores, width, actions, margins);
  return Array.from(actions, (action, row) => {
    const own = scores.subarray(row * width, (row + 1) * width);
    const margin = margins[row]!;
    return { action, margin, nearTie: decidesNarrowly(rule, own, { action, margin }, tolerance), scores: own };
  });
}
