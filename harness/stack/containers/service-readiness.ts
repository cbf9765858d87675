import { connect } from 'node:net';
import type { Redactor } from '../../contract/redactor.ts';
import type { ServiceFile } from '../../contract/stack-file.ts';
import { RequestBudget } from '../../protocols/request-budget.ts';
import { awaitReady, type Readiness } from '../await-ready.ts';
import { exited } from '../endpoint-problems.ts';
import { loopback } from '../ports.ts';
import { awaitReadiness } from '../readiness.ts';
import { StackError } from '../stack-error.ts';
import type { StartedContainer } from './started-container.ts';

/** Milliseconds in which the engine lets a connection go that nobody takes in the container. */
const letGoWithin = 100;

interface Awaited {
  readonly container: StartedContainer;
  /** Lines of its log that say that it is ready. */
  readonly heard: readonly string[];
  readonly redactor: Redactor;
  readonly signal: AbortSignal;
}

/**
 * Waits until a service that was started is ready; ends at once when it does.
 *
 * @throws {StackError} STACK_NOT_READY, STACK_EXITED
 * @throws the reason of the signal
 */
export async function untilServiceIsReady(file: ServiceFile, awaited: Awaited): Promise<void> {
  const { container, signal } = awaited;
  const { name, within } = file;
  const gone = new AbortController();
  container.exit.then(() => gone.abort());
  const readiness = await readinessOf(file, { ...awaited, signal: AbortSignal.any([signal, gone.signal]) }).catch(
    (error: unknown) => {
      signal.throwIfAborted();
      const exit = container.exitedByItself();
      if (!exit) throw error;
      throw exited({ source: name, exit, when: 'before it was ready', lastLines: container.lastLines() });
    },
  );
  if (readiness.kind === 'ready') return;
  throw new StackError('STACK_NOT_READY', {
    problem: `${name} was not ready within ${within} ms: ${readiness.seen}`,
    remedy: 'read its log; if it takes longer to start, raise "within" of the service in the stack file',
    lastLines: container.lastLines(),
  });
}

async function readinessOf({ ready, port, within }: ServiceFile, awaited: Awaited): Promise<Readiness> {
  const { container, heard, redactor, signal } = awaited;
  if (ready && 'route' in ready) {
    return await awaitReadiness({
      origin: `http://${loopback}:${container.place.port}`,
      ports: {},
      route: { method: 'GET', path: ready.route.slice('GET '.length) },
      headers: {},
      redactor,
      budget: new RequestBudget(),
      expected: undefined,
      until: 'ready',
      within,
      signal,
    });
  }
  const look = async (): Promise<string | undefined> => {
    if (ready) return heard.length > 0 ? undefined : `no line of its log has ${ready.log}`;
    if (port === undefined || (await takesConnections(container.place.port))) return undefined;
    return `nobody takes connections at port ${port} in it`;
  };
  return await awaitReady(async () => ({ missing: await look(), answered: false }), { within, signal });
}

/** The engine's own proxy takes a connection at once, and lets it go when nobody listens in the container. */
async function takesConnections(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect({ host: loopback, port });
    const answer = (is: boolean) => {
      socket.destroy();
      resolve(is);
    };
    socket.once('error', () => answer(false));
    socket.once('close', () => answer(false));
    socket.once('connect', () => setTimeout(() => answer(!socket.destroyed && !socket.readableEnded), letGoWithin));
    socket.resume();
  });
}
