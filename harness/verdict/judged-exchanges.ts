import type { JudgedExchange } from '../checks/check.ts';
import { expectedAnswers } from '../checks/expected-answer.ts';
import type { Contract } from '../contract/contract.ts';
import type { Exchange } from '../history/exchange.ts';
import type { ExchangeFilter, History } from '../history/history.ts';
import type { Protocol } from '../protocols/protocol.ts';

/** Reads a history as checks want it: replies understood, and the oracle's values as answers. */
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
