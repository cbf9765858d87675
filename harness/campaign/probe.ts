import type { ObservationBlock } from '../contract/observation-block.ts';
import type { Exchange } from '../history/exchange.ts';
import type { Journal } from '../history/journal.ts';
import type { Evaluate } from '../oracle/answers.ts';
import type { HttpClient } from '../protocols/http.ts';
import type { Protocol } from '../protocols/protocol.ts';
import type { Ledger } from './ledger.ts';

export interface ProbeOptions {
  readonly client: HttpClient;
  readonly protocol: Protocol;
  readonly evaluate: Evaluate;
  readonly ledger: Ledger;
  readonly journal: Pick<Journal, 'exchange'>;
  readonly clock: () => number;
  readonly signal: AbortSignal;
}

/**
 * Sends one observation alone, after the campaign, and records it.
 *
 * @param subject - the exchange that it follows up
 * @throws the reason of the signal
 */
export async function probe(block: ObservationBlock, subject: number, options: ProbeOptions): Promise<Exchange> {
  const { client, protocol, evaluate, ledger, journal, clock, signal } = options;
  signal.throwIfAborted();
  const { scores } = await evaluate(block);
  const request = protocol.encode(block);
  const id = ledger.enter(request, block.rows);
  const scheduledAt = clock();
  const { outcome, sentAt, endedAt } = await client.send(request);
  const exchange: Exchange = {
    id,
    phase: 'shrink',
    subject,
    note: '',
    rows: block.rows,
    observation: block.values,
    expected: scores,
    request: null,
    scheduledAt,
    sentAt,
    endedAt,
    retries: 0,
    outcome,
  };
  journal.exchange(exchange);
  return exchange;
}
