import { redactorOf } from '../../contract/redactor.ts';
import { RequestBudget } from '../../protocols/request-budget.ts';
import type { RunningEndpoint } from '../../stack/running-endpoint.ts';
import type { StackError } from '../../stack/stack-error.ts';

/** A server of a test as an endpoint that somebody started; what may be seen of it is whether it was stopped. */
export function runningAt(
  origin: string,
  failed: () => StackError | undefined = () => undefined,
): RunningEndpoint & { readonly stops: number } {
  const endpoint = {
    origin,
    headers: {},
    redactor: redactorOf(new Map()),
    budget: new RequestBudget(),
    started: true,
    readyAfter: 0,
    pid: undefined,
    process: undefined,
    ports: {},
    replicas: [],
    holders: [],
    notes: [],
    exit: new Promise<never>(() => {}),
    failed,
    stops: 0,
    async stop() {
      endpoint.stops += 1;
    },
    [Symbol.asyncDispose]: () => endpoint.stop(),
  };
  return endpoint;
}
