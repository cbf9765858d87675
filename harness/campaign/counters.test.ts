import { describe, expect, onTestFinished, test } from 'vitest';
import { endpoint } from '../checks/testing/small-contract.ts';
import { stackSchema } from '../contract/stack-file.ts';
import { openGrpc } from '../protocols/grpc-client.ts';
import { openHttp } from '../protocols/http.ts';
import { grpcServer, message } from '../protocols/testing/grpc-server.ts';
import { readCounters, settledCounters } from './counters.ts';
import { serving } from './testing/small-server.ts';

/** A client of an endpoint whose metrics are these, one after the other; the last one stays. */
async function clientOf(texts: readonly string[], status = 200) {
  let reads = 0;
  const origin = await serving((request, response) => {
    response.writeHead(request.url === '/metrics' ? status : 404);
    response.end(texts[Math.min(reads, texts.length - 1)]);
    reads += 1;
  });
  const client = openHttp(origin, { connections: 1, deadlineMs: 5_000 });
  onTestFinished(() => client.close());
  return { client, reads: () => reads };
}

const counted = (inferences: number) => `inferences_total ${inferences}\nfallbacks_total 0\n`;

describe('counters are read', () => {
  test('as they stand', async () => {
    const { client } = await clientOf([counted(7)]);
    expect(await readCounters(client, endpoint, 'before')).toEqual({
      kind: 'counters',
      moment: 'before',
      inferences: 7,
      fallbacks: 0,
      problem: null,
    });
  });

  test('as null where there are none, which is no problem of reading', async () => {
    const { client } = await clientOf(['up 1\n']);
    expect(await readCounters(client, endpoint, 'after')).toMatchObject({
      inferences: null,
      fallbacks: null,
      problem: null,
    });
  });

  test('without one of fallbacks, where the stack file names none', async () => {
    const { client } = await clientOf([counted(7)]);
    const without = { ...endpoint, counters: { ...endpoint.counters!, fallbacks: undefined } };
    expect(await readCounters(client, without, 'before')).toMatchObject({ inferences: 7, fallbacks: null });
  });
});

test('statistics of Open Inference are read by gRPC, as by REST', async () => {
  const path = '/inference.GRPCInferenceService/ModelStatistics';
  const { endpoint: file } = stackSchema.parse({
    stack: 'test',
    endpoint: {
      start: { url: 'http://127.0.0.1:1' },
      protocol: { openInference: { model: 'policy', transport: 'grpc' } },
      routes: { metrics: `POST ${path}` },
      counters: {
        inferences: '/model_stats/0/inference_count',
        fallbacks: '/model_stats/0/inference_stats/fail/count',
      },
    },
  });
  const { url, stop } = await grpcServer({
    ModelStatistics: (_, callback) =>
      callback(
        null,
        message('ModelStatisticsResponse', {
          model_stats: [
            { name: 'policy', inference_count: 4_603, inference_stats: { success: { count: 72 }, fail: { count: 3 } } },
          ],
        }),
      ),
  });
  onTestFinished(stop);
  const client = openGrpc(url, { connections: 1, deadlineMs: 5_000 });
  onTestFinished(() => client.close());
  expect(await readCounters(client, file, 'after')).toMatchObject({ inferences: 4_603, fallbacks: 3, problem: null });
});

describe('why they cannot be read is said', () => {
  test('where the stack file names none, or no route', async () => {
    const { client } = await clientOf([counted(7)]);
    const { routes } = endpoint;
    expect(await readCounters(client, { ...endpoint, counters: undefined }, 'before')).toMatchObject({
      problem: 'the stack file names no counters',
    });
    expect(
      await readCounters(client, { ...endpoint, routes: { ...routes, metrics: undefined } }, 'before'),
    ).toMatchObject({
      inferences: null,
      problem: expect.stringContaining('routes.metrics'),
    });
  });

  test('where the route answers with an error, whatever stands in it', async () => {
    const { client } = await clientOf([counted(7)], 404);
    expect(await readCounters(client, endpoint, 'before')).toMatchObject({
      inferences: null,
      problem: '/metrics answers with status 404',
    });
  });

  test('where there is no reply', async () => {
    const origin = await serving((request) => request.socket.destroy());
    const client = openHttp(origin, { connections: 1, deadlineMs: 5_000 });
    onTestFinished(() => client.close());
    expect(await readCounters(client, endpoint, 'before')).toMatchObject({
      problem: expect.stringMatching(/^\/metrics gave no reply/),
    });
  });
});

describe('counters that lag', () => {
  test('are read until they have grown by what was sent', async () => {
    const { client, reads } = await clientOf([counted(5), counted(8), counted(10)]);
    expect(await settledCounters(client, endpoint, 10)).toMatchObject({ moment: 'after', inferences: 10 });
    expect(reads()).toBe(3);
  });

  test('are read no longer than the stack file says, and then taken as they are', async () => {
    const { client, reads } = await clientOf([counted(5)]);
    const soon = { ...endpoint, counters: { ...endpoint.counters!, settle: 50 } };
    expect(await settledCounters(client, soon, 10)).toMatchObject({ inferences: 5 });
    expect(reads()).toBeGreaterThan(1);
  });

  test('are read once where they show at once, more than enough, or not at all', async () => {
    for (const text of [counted(10), counted(11), 'up 1\n']) {
      const { client, reads } = await clientOf([text]);
      await settledCounters(client, endpoint, 10);
      expect(reads()).toBe(1);
    }
  });
});
