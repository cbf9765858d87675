import { setTimeout as pause } from 'node:timers/promises';
import type { EndpointFile } from '../../contract/stack-file.ts';
import { probe } from '../../stack/probe.ts';
import type { RunningEndpoint } from '../../stack/running-endpoint.ts';
import { type Carried, done } from './intervention.ts';

const betweenTries = 200; // milliseconds, while the endpoint is busy

/**
 * Tells an endpoint to load its artifact anew; while it is busy, it is told again.
 *
 * @throws the reason of the signal
 */
export async function forceReload(
  {
    routes,
    protocol,
    artifact,
    busy,
    deadline,
  }: Pick<EndpointFile, 'routes' | 'protocol' | 'artifact' | 'busy' | 'deadline'>,
  {
    origin,
    ports,
    headers,
    redactor,
    budget,
  }: Pick<RunningEndpoint, 'origin' | 'ports' | 'headers' | 'redactor' | 'budget'>,
  signal: AbortSignal,
): Promise<Carried> {
  const route = routes.reload;
  if (!route) return failed('the stack file names no route for a reload (routes.reload)');
  const told = `${route.method} ${route.path}`;
  // A reply may come only when the model is loaded.
  const until = performance.now() + Math.max(deadline, artifact?.within ?? 0);
  for (;;) {
    const left = until - performance.now();
    const answer = await probe({ origin, ports, route, protocol, headers, redactor, budget, deadline: left, signal });
    signal.throwIfAborted();
    if (answer.kind === 'no-answer') return failed(`${told} gave no answer: ${answer.message}`);
    const { status } = answer;
    if (busy.includes(status) && performance.now() + betweenTries < until) await pause(betweenTries);
    else if (status === 202) return { kind: 'accepted' };
    else return status < 300 ? done : failed(`${told} answered with status ${status}`);
  }
}

function failed(problem: string): Carried {
  return { kind: 'failed', problem };
}
