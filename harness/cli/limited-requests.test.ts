import { createServer, request as send } from 'node:http';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { kalshi } from '../../fixtures/stacks/embedded/testing/kalshi.ts';
import { startEndpoint } from '../../fixtures/stacks/embedded/testing/running-endpoint.ts';
import { EvidenceFolder } from '../evidence/evidence-folder.ts';
import { readInputs } from './run-inputs.ts';
import { Files } from './testing/kalshi-files.ts';
import { verify } from './verify.ts';

/** An endpoint that somebody runs, behind a gateway that notes when each request arrives. */
async function deployed() {
  const endpoint = await startEndpoint();
  const arrivals: number[] = [];
  const gateway = createServer((request, response) => {
    arrivals.push(performance.now());
    const { method, headers } = request;
    const forwarded = send(`${endpoint.url}${request.url}`, { method, headers }, (reply) => {
      response.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(response);
    });
    forwarded.on('error', () => response.destroy());
    request.pipe(forwarded);
  });
  await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    gateway.close();
    gateway.closeAllConnections();
    await endpoint[Symbol.asyncDispose]();
  });
  const address = gateway.address();
  if (address === null || typeof address === 'string') throw new Error('it listens nowhere');
  return { url: `http://127.0.0.1:${address.port}`, arrivals };
}

async function verified(
  only: readonly string[],
  limits: { readonly maxRequests?: number; readonly rate?: number },
  observations = 5_120,
) {
  using files = new Files();
  const { url, arrivals } = await deployed();
  const stack = files.write(
    'stack.yaml',
    JSON.stringify({
      stack: 'somewhere',
      endpoint: {
        start: { url },
        protocol: 'json',
        routes: { predict: 'POST /predict', ready: 'GET /ready', metrics: 'GET /metrics' },
        ready: { pointer: '/ready', equals: true },
        counters: { inferences: 'model_inferences_total', fallbacks: 'heuristic_fallbacks_total' },
      },
    }),
  );
  const inputs = await readInputs({ contract: kalshi.contract, stack, seed: 1, observations, only, ...limits });
  const { clauses, verdict } = await verify(inputs, {
    evidence: EvidenceFolder.create(join(files.folder, 'evidence')),
    signal: new AbortController().signal,
    progress: () => {},
  });
  return { verdict, arrivals, of: (id: string) => clauses.find((clause) => clause.id === id)! };
}

test('never is more sent than is allowed, and what it does not suffice for is unproven', {
  timeout: 60_000,
}, async () => {
  const only = ['FEAT-2', 'VARY', 'ACT-1', 'USED'];
  const { verdict, arrivals, of } = await verified(only, { maxRequests: 3_000 });
  expect(arrivals.length).toBeLessThanOrEqual(3_000);
  expect(verdict).toBe('UNPROVEN');
  for (const id of ['USED-1', 'USED-2', 'USED-3', 'VARY-1', 'ACT-1'])
    expect(of(id)).toMatchObject({ verdict: 'PROVEN' });
  expect(of('USED-4')).toMatchObject({ verdict: 'UNPROVEN', reason: expect.stringMatching(/calls are too few/) });
  expect(of('FEAT-2')).toMatchObject({ verdict: 'UNPROVEN', reason: expect.stringMatching(/3000 requests .* spent/) });
});

test('never is more sent in a second than is allowed', { timeout: 60_000 }, async () => {
  const { arrivals, of } = await verified(['ACT-1', 'TIME-1', 'USED-2'], { rate: 150 }, 256);
  expect(arrivals.length).toBeGreaterThan(600);
  // What is on its way for longer than the next may arrive beside it, by so little.
  const gaps = arrivals.slice(20).map((time, index) => time - arrivals[index]!);
  expect(Math.min(...gaps)).toBeGreaterThan(20 * (1_000 / 150) - 50);
  expect(of('USED-2')).toMatchObject({ verdict: 'PROVEN' });
  expect(of('TIME-1')).toMatchObject({ verdict: 'UNPROVEN', reason: expect.stringMatching(/150 may be sent/) });
});
