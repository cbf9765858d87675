import { setTimeout as delay } from 'node:timers/promises';
import type { EndpointFile } from '../contract/stack-file.ts';
import type { CounterFacts } from '../history/run-event.ts';
import { inquiryReply, spokenByGrpc } from '../protocols/grpc-inquiry.ts';
import type { HttpClient } from '../protocols/http.ts';
import { counterIn } from './metrics.ts';

const firstPoll = 20; // milliseconds; the later ones are rarer, each by so much
const rarer = 1.5;

/** Reads the stack's own counters, once. */
export async function readCounters(
  client: HttpClient,
  { counters, routes, protocol }: EndpointFile,
  moment: CounterFacts['moment'],
): Promise<CounterFacts> {
  const without = (problem: string): CounterFacts => ({
    kind: 'counters',
    moment,
    inferences: null,
    fallbacks: null,
    problem,
  });
  if (!counters) return without('the stack file names no counters');
  if (!routes.metrics) return without('the stack file names no route to the metrics (routes.metrics)');
  const { outcome } = await client.send({ ...routes.metrics, headers: {}, body: '' });
  if (outcome.kind === 'lost') return without(`${routes.metrics.path} gave no reply: ${outcome.message}`);
  if (outcome.status !== 200) return without(`${routes.metrics.path} answers with status ${outcome.status}`);
  const { body } = outcome;
  const text = new TextDecoder().decode(
    spokenByGrpc(protocol, routes.metrics) ? inquiryReply(routes.metrics.path, body) : body,
  );
  return {
    kind: 'counters',
    moment,
    inferences: counterIn(text, counters.inferences),
    fallbacks: counters.fallbacks === undefined ? null : counterIn(text, counters.fallbacks),
    problem: null,
  };
}

/**
 * Reads the counters until they have grown by what was sent, or no more can be waited for: counters may lag.
 *
 * @param expected - what the counter of inferences should show
 */
export async function settledCounters(
  client: HttpClient,
  endpoint: EndpointFile,
  expected: number,
): Promise<CounterFacts> {
  const end = performance.now() + (endpoint.counters?.settle ?? 0);
  for (let poll = firstPoll; ; poll *= rarer) {
    const facts = await readCounters(client, endpoint, 'after');
    if (facts.inferences === null || facts.inferences >= expected || performance.now() >= end) return facts;
    await delay(Math.min(poll, Math.max(0, end - performance.now())));
  }
}
