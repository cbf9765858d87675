import type { ExpectedAnswer, JudgedExchange } from '../checks/check.ts';
import type { Contract } from '../contract/contract.ts';
import type { Exchange } from '../history/exchange.ts';
import type { ExchangeFilter, History } from '../history/history.ts';
import { isNearTie } from '../oracle/agreement.ts';
import { decodeArgmax } from '../oracle/decode.ts';
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

function expectedAnswers(scores: Float32Array, { actions: { discrete }, policy }: Contract): ExpectedAnswer[] {
  const rows = scores.length / discrete;
  const actions = new Int32Array(rows);
  const margins = new Float32Array(rows);
  decodeArgmax(scores, discrete, actions, margins);
  return Array.from(actions, (action, row) => {
    const own = scores.subarray(row * discrete, (row + 1) * discrete);
    const margin = margins[row]!;
    return { action, margin, nearTie: isNearTie(margin, own[action] ?? Number.NaN, policy.tolerance), scores: own };
  });
}
