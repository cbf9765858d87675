import { readFileSync } from 'node:fs';
import type { Outcome } from '../../history/exchange.ts';

/** Requests to a real server, and its replies, as scripts/capture-server.ts recorded them. */
export interface Captured {
  /** What answered, with its version. */
  readonly server: string;
  /** How its bodies stand here; as texts, if not said. */
  readonly encoding?: 'utf8' | 'base64';
  readonly exchanges: readonly CapturedExchange[];
}

interface CapturedExchange {
  readonly name: string;
  readonly request: { readonly method: string; readonly path: string; readonly body: string };
  readonly reply: { readonly status: number; readonly contentType: string; readonly body: string };
}

export function readCaptured(name: string): Captured {
  return JSON.parse(readFileSync(new URL(`captured/${name}.json`, import.meta.url), 'utf8')) as Captured;
}

/** The exchange of that name. */
export function exchangeIn({ server, exchanges }: Captured, name: string): CapturedExchange {
  const found = exchanges.find((exchange) => exchange.name === name || exchange.name.includes(name));
  if (!found) throw new Error(`${server}: nothing was captured as ${name}`);
  return found;
}

/** The reply as HTTP, or gRPC, gives it. */
export function outcomeOf({ reply }: CapturedExchange, encoding: Captured['encoding'] = 'utf8'): Outcome {
  const { status, contentType, body } = reply;
  return { kind: 'reply', status, contentType, body: Uint8Array.from(Buffer.from(body, encoding)) };
}
