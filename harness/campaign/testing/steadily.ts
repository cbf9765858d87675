import { onTestFinished } from 'vitest';
import type { AssayError } from '../../assay-error.ts';
import { preferring } from '../../checks/testing/replies.ts';
import { contract, endpoint } from '../../checks/testing/small-contract.ts';
import type { Exchange } from '../../history/exchange.ts';
import type { Journal } from '../../history/journal.ts';
import { openHttp } from '../../protocols/http.ts';
import { protocolOf } from '../../protocols/protocol-of.ts';
import type { ToldRow } from '../interventions/marked-policy.ts';
import { SteadyLoad } from '../interventions/steady-load.ts';
import { Ledger } from '../ledger.ts';

const protocol = protocolOf({ contract, endpoint, environment: () => undefined });

/** A row that begins with 0 tells who answers: the own policy gives 0, and the marked one 1. Of the rest both give 2. */
export const rows: readonly ToldRow[] = [0, 0, 0.5].map((first) => {
  const [own, marked] = first === 0 ? [0, 1] : [2, 2];
  return {
    observation: Float32Array.of(first, 0.25, 0.5, 1),
    expected: Float32Array.of(...preferring(own), ...preferring(marked)),
    actions: { own, marked },
  };
});

export const clock = () => performance.now();

interface SteadilyOptions {
  readonly connections?: number;
  readonly failed?: () => AssayError | undefined;
  /** Where it is to be recorded as well. */
  readonly journal?: Journal;
}

/** Requests in flight to this origin until the test ends, or their scope does; and what was recorded. */
export function steadily(origin: string, { connections = 4, failed = () => undefined, journal }: SteadilyOptions = {}) {
  const clients = Array.from({ length: connections }, () =>
    openHttp(origin, { connections: 1, deadlineMs: 10_000, clock }),
  );
  const recorded: Exchange[] = [];
  const load = new SteadyLoad({
    clients,
    rows,
    protocol,
    ledger: new Ledger(),
    journal: {
      exchange: (exchange, base) => {
        recorded.push(exchange);
        journal?.exchange(exchange, base);
      },
    },
    clock,
    failed,
  });
  onTestFinished(async () => {
    await Promise.all([load[Symbol.asyncDispose](), ...clients.map((client) => client.close())]);
  });
  return { load, recorded };
}
