import { validateHeaderName, validateHeaderValue } from 'node:http';
import type { StartUrl } from '../contract/stack-file.ts';
import { RequestBudget } from '../protocols/request-budget.ts';
import { notReady } from './endpoint-problems.ts';
import { awaitReadiness } from './readiness.ts';
import type { RunningEndpoint } from './running-endpoint.ts';
import { resolveSecrets } from './secrets.ts';
import { StackError } from './stack-error.ts';
import type { RedactedStart } from './start-options.ts';

/** Awaits an endpoint that somebody else runs; it is never stopped. */
export async function reachEndpoint(start: StartUrl, options: RedactedStart): Promise<RunningEndpoint> {
  const { file, redactor, clock, signal, startupBudgetMs: within, environment = process.env } = options;
  const { budget = new RequestBudget() } = options;
  const lookUp = (variable: string) => environment[variable];
  const values = resolveSecrets(start.headers, lookUp);
  const headers = Object.fromEntries(Object.entries(values).map(([name, value]) => [name.toLowerCase(), value]));
  requireValidHeaders(headers);
  const origin = withoutSlash(start.url);
  const ports = Object.fromEntries(Object.entries(start.ports).map(([name, url]) => [name, withoutSlash(url)]));

  const before = clock();
  const readiness = await awaitReadiness({
    origin,
    ports,
    headers,
    redactor,
    route: file.routes.ready,
    protocol: file.protocol,
    expected: file.ready,
    until: options.until ?? 'ready',
    within,
    budget,
    signal: signal ?? new AbortController().signal,
  });
  if (readiness.kind === 'late') throw notReady({ ...options, origin, ports, seen: readiness.seen });

  return {
    origin,
    ports,
    headers,
    redactor,
    budget,
    started: false,
    readyAfter: clock() - before,
    pid: undefined,
    process: undefined,
    replicas: (file.replicas ?? []).map((url, index) => ({
      name: `replica ${index + 1}`,
      origin: withoutSlash(url),
    })),
    holders: [],
    notes: [],
    exit: new Promise(() => {}),
    failed: () => undefined,
    stop: async () => {},
    [Symbol.asyncDispose]: async () => {},
  };
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}

/** The cause names the header, never its value. */
function requireValidHeaders(headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) {
    try {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    } catch (cause) {
      throw new StackError('STACK_HEADER_INVALID', {
        problem: `the header ${name} of the stack file cannot be sent: its name or value holds a character that HTTP forbids`,
        remedy: 'see that the variable it is taken from holds no line break',
        cause,
      });
    }
  }
}
