import type { Redactor } from '../contract/redactor.ts';
import type { RequestBudget } from '../protocols/request-budget.ts';
import { notReady } from './endpoint-problems.ts';
import type { Addresses } from './place.ts';
import { awaitReadiness } from './readiness.ts';
import type { StartOptions } from './start-options.ts';

/** What is waited for. */
export interface Awaited extends Addresses {
  readonly redactor: Redactor;
  readonly budget: RequestBudget;
  /** When it has ended: then nothing is waited for any more. */
  readonly exit: Promise<unknown>;
  readonly lastLines: () => readonly string[];
}

/**
 * Waits until a component that was started is ready; ends at once when it does.
 *
 * @throws {StackError} STACK_NOT_READY
 */
export async function untilReady(awaited: Awaited, options: StartOptions): Promise<void> {
  const { origin, ports, redactor, budget, exit, lastLines } = awaited;
  const { file, signal, startupBudgetMs: within, until = 'ready' } = options;
  const gone = new AbortController();
  exit.then(() => gone.abort());
  const readiness = await awaitReadiness({
    origin,
    ports,
    headers: {},
    redactor,
    route: file.routes.ready,
    protocol: file.protocol,
    expected: file.ready,
    until,
    within,
    budget,
    signal: signal === undefined ? gone.signal : AbortSignal.any([signal, gone.signal]),
  });
  if (readiness.kind === 'ready') return;
  throw notReady({ ...options, origin, ports, seen: readiness.seen, lastLines: lastLines() });
}
