import { status } from '@grpc/grpc-js';
import { expect, onTestFinished, test } from 'vitest';
import { redactorOf } from '../contract/redactor.ts';
import { stackSchema } from '../contract/stack-file.ts';
import { messageType } from '../protocols/open-inference-messages.ts';
import { RequestBudget } from '../protocols/request-budget.ts';
import { grpcServer, message } from '../protocols/testing/grpc-server.ts';
import { openClient } from './open-client.ts';
import { probe } from './probe.ts';
import { awaitReadiness } from './readiness.ts';

const { endpoint } = stackSchema.parse({
  stack: 'test',
  endpoint: {
    start: { url: 'http://127.0.0.1:1' },
    protocol: { openInference: { model: 'policy', version: 'v2', transport: 'grpc' } },
  },
});
const { protocol, routes, ready: expected } = endpoint;
const shared = () => ({
  ports: {},
  headers: {},
  redactor: redactorOf(new Map([['KEY', 'opensesame']])),
  budget: new RequestBudget(),
  signal: new AbortController().signal,
});

async function serving(answers: Parameters<typeof grpcServer>[0]): Promise<string> {
  const { url, stop } = await grpcServer(answers);
  onTestFinished(stop);
  return url;
}

test('a model is ready when it says so, and is asked by its name and version', async () => {
  const asked: object[] = [];
  const origin = await serving({
    ModelReady: ({ request }, callback) => {
      asked.push(messageType('ModelReadyRequest').decode(request).toJSON());
      callback(null, message('ModelReadyResponse', { ready: asked.length >= 3 }));
    },
  });
  const options = {
    ...shared(),
    origin,
    route: routes.ready,
    protocol,
    expected,
    until: 'ready',
    within: 20_000,
  } as const;
  expect(await awaitReadiness(options)).toEqual({ kind: 'ready' });
  expect(asked).toEqual(Array.from({ length: 3 }, () => ({ name: 'policy', version: 'v2' })));
  expect(options.budget.taken).toBe(3);
});

test.each([
  ['no model', { code: status.NOT_FOUND, details: 'no model' }, 'status 404'],
  [
    'a model that is not ready',
    message('ModelReadyResponse', { ready: false }),
    'status 200 with false at /ready, not true',
  ],
  ['nothing that is such a message', Buffer.from([255, 255]), 'status 200 with a body that is no JSON'],
])('a server with %s is not ready, and the reason is told', async (_, answer, seen) => {
  const origin = await serving({
    ModelReady: (_call, callback) => (Buffer.isBuffer(answer) ? callback(null, answer) : callback(answer)),
  });
  const options = {
    ...shared(),
    origin,
    route: routes.ready,
    protocol,
    expected,
    until: 'ready',
    within: 200,
  } as const;
  expect(await awaitReadiness(options)).toMatchObject({
    kind: 'late',
    answered: true,
    seen: expect.stringContaining(seen),
  });
});

test('where nobody listens there is no answer', async () => {
  const answer = await probe({
    ...shared(),
    origin: 'http://127.0.0.1:1',
    route: routes.ready,
    protocol,
    deadline: 20_000,
  });
  expect(answer).toMatchObject({ kind: 'no-answer', message: expect.stringContaining('ECONNREFUSED') });
});

test('what answers a probe holds no secret', async () => {
  const origin = await serving({
    ModelReady: (_, callback) => callback({ code: status.UNAUTHENTICATED, details: 'no such key: opensesame' }),
  });
  const answer = await probe({ ...shared(), origin, route: routes.ready, protocol, deadline: 20_000 });
  expect(answer).toMatchObject({ kind: 'answer', status: 401 });
  expect(answer.kind === 'answer' && Buffer.from(answer.body).toString()).toBe(
    'UNAUTHENTICATED: no such key: [secret KEY]',
  );
});

test.each(['before it is asked', 'while it says nothing'])(
  'a probe that is no longer wanted ends: %s',
  async (when) => {
    const stopping = new AbortController();
    const stop = () => stopping.abort();
    const origin = await serving({ ModelReady: stop });
    if (when.startsWith('before')) stop();
    const { signal } = stopping;
    const answer = await probe({ ...shared(), signal, origin, route: routes.ready, protocol, deadline: 60_000 });
    expect(answer).toMatchObject({ kind: 'no-answer' });
  },
);

test('a client says which model an inquiry is about, and counts it', async () => {
  const asked: object[] = [];
  const origin = await serving({
    ModelStatistics: ({ request }, callback) => {
      asked.push(messageType('ModelStatisticsRequest').decode(request).toJSON());
      callback(null, message('ModelStatisticsResponse', {}));
    },
  });
  const { budget, ...running } = shared();
  const client = openClient({ ...running, origin, budget }, { endpoint, connections: 1, clock: () => 0 });
  onTestFinished(() => client.close());
  await client.send({ method: 'POST', path: '/inference.GRPCInferenceService/ModelStatistics', headers: {}, body: '' });
  expect(asked).toEqual([{ name: 'policy', version: 'v2' }]);
  expect(budget.taken).toBe(1);
});
