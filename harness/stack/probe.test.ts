import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { redactorOf } from '../contract/redactor.ts';
import { RequestBudget } from '../protocols/request-budget.ts';
import { listeningEvery } from '../protocols/testing/busy-process.ts';
import { type ProbeAnswer, probe } from './probe.ts';

test('what answers a probe holds no secret', async () => {
  const answer = await probed((_, response) => response.writeHead(503).end('no such key: opensesame'));
  expect(answer).toMatchObject({ kind: 'answer', status: 503 });
  expect(answer.kind === 'answer' && Buffer.from(answer.body).toString()).toBe('no such key: [secret KEY]');
});

test('a probe asks for what is not compressed', async () => {
  const answer = await probed(({ headers }, response) => response.end(headers['accept-encoding']));
  expect(answer.kind === 'answer' && Buffer.from(answer.body).toString()).toBe('identity');
});

test('an answer is heard, however seldom this process listens', async () => {
  using _ = listeningEvery(150);
  const answer = await probed((_, response) => response.end('ready'), 100);
  expect(answer).toMatchObject({ kind: 'answer', status: 200 });
});

test('no answer is waited for longer than it is to be', async () => {
  const answer = await probed(() => {}, 100);
  expect(answer).toEqual({ kind: 'no-answer', message: 'none within 100 ms' });
});

test('a change of the protocol is no answer', async () => {
  const upgrade = 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n';
  const answer = await probed((_, { socket }) => socket?.write(upgrade));
  expect(answer).toEqual({ kind: 'no-answer', message: 'it changes the protocol' });
});

async function probed(listener: RequestListener, deadline = 20_000): Promise<ProbeAnswer> {
  await using server = createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return await probe({
    origin: `http://127.0.0.1:${port}`,
    ports: {},
    route: { method: 'GET', path: '/ready' },
    headers: {},
    redactor: redactorOf(new Map([['KEY', 'opensesame']])),
    budget: new RequestBudget(),
    deadline,
    signal: new AbortController().signal,
  });
}
