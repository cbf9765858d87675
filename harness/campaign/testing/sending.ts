import { onTestFinished } from 'vitest';
import { contract, endpoint } from '../../checks/testing/small-contract.ts';
import type { Exchange } from '../../history/exchange.ts';
import { openHttp } from '../../protocols/http.ts';
import { protocolOf } from '../../protocols/protocol-of.ts';
import type { Call } from '../call.ts';
import { Ledger } from '../ledger.ts';
import { Sender, type SenderOptions } from '../sender.ts';

const protocol = protocolOf({ contract, endpoint, environment: () => undefined });

/** A sender to this origin, what it recorded, and what it may be stopped by. */
export function senderTo(
  origin: string,
  {
    connections = 16,
    deadlineMs = 10_000,
    ...options
  }: Partial<SenderOptions> & { connections?: number; deadlineMs?: number } = {},
) {
  const client = openHttp(origin, { connections, deadlineMs });
  onTestFinished(() => client.close());
  const recorded: Exchange[] = [];
  const ledger = new Ledger();
  const stop = new AbortController();
  const sender = new Sender({
    client,
    protocol,
    ledger,
    journal: { exchange: (exchange) => void recorded.push(exchange) },
    clock: () => performance.now(),
    busy: [],
    failed: () => undefined,
    signal: stop.signal,
    ...options,
  });
  const inOrder = () => recorded.toSorted((one, other) => one.id - other.id);
  return { sender, client, recorded, inOrder, ledger, stop };
}

/** One row; number `n` begins with `n`. */
export function call(subject: number): Call {
  return {
    phase: 'nominal',
    subject,
    note: '',
    content: { rows: 1, width: 4, values: Float32Array.of(subject, 0.5, 0.25, 0) },
    expected: Float32Array.of(0, 1, 0),
  };
}

/** So many calls, a few at a time, as phases draw them. */
export async function* calls(count: number, atOnce = 7): AsyncGenerator<readonly Call[]> {
  for (let first = 0; first < count; first += atOnce) {
    yield Array.from({ length: Math.min(atOnce, count - first) }, (_, index) => call(first + index));
  }
}
