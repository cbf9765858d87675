import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { redactorOf } from '../contract/redactor.ts';
import { type HttpClient, type HttpOptions, openHttp } from './http.ts';
import type { EncodedRequest } from './protocol.ts';
import { compute } from './testing/busy-process.ts';

const request: EncodedRequest = {
  method: 'POST',
  path: '/predict',
  headers: { 'content-type': 'application/json' },
  body: '{"features":[0.5]}',
};

const disposals: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const dispose of disposals.splice(0).reverse()) await dispose();
});

async function listening(server: Server, more: Partial<HttpOptions> = {}, path = ''): Promise<HttpClient> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket.on('error', () => {}).on('close', () => sockets.delete(socket)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  disposals.push(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  const { port } = server.address() as AddressInfo;
  const client = openHttp(`http://127.0.0.1:${port}${path}`, { connections: 4, deadlineMs: 20_000, ...more });
  disposals.push(() => client.close());
  return client;
}

/** A server of HTTP. */
const http = (answer: RequestListener, more?: Partial<HttpOptions>, path?: string) =>
  listening(createServer(answer), more, path);

/** A server of bytes: `answer` is called once a request has arrived whole. */
function raw(answer: (socket: Socket) => void, more?: Partial<HttpOptions>) {
  return listening(
    createTcpServer((socket) => {
      socket.on('data', (data) => {
        if (data.toString().includes('}')) answer(socket);
      });
    }),
    more,
  );
}

/** A server in a thread of its own, which answers even when this thread does not. It says when a request has arrived. */
async function elsewhere(): Promise<{ url: string; arrival: () => Promise<unknown> }> {
  const worker = new Worker(
    `const { parentPort } = require('node:worker_threads');
    const server = require('node:http').createServer((_, response) => {
      parentPort.postMessage('arrived');
      setTimeout(() => response.end('{}'), 50);
    });
    server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));`,
    { eval: true },
  );
  disposals.push(() => worker.terminate());
  const [port] = await once(worker, 'message');
  return { url: `http://127.0.0.1:${port}`, arrival: () => once(worker, 'message') };
}

async function outcomeOf(client: Promise<HttpClient>) {
  return (await (await client).send(request)).outcome;
}

const text = (body: Uint8Array) => new TextDecoder().decode(body);

describe('a reply', () => {
  test('is kept as it is: status, content type, bytes', async () => {
    const outcome = await outcomeOf(
      http((_, response) => response.writeHead(422, { 'content-type': 'text/html' }).end(Buffer.of(0xff, 0x00))),
    );
    expect(outcome).toEqual({ kind: 'reply', status: 422, contentType: 'text/html', body: Uint8Array.of(0xff, 0) });
  });

  test('may be empty and without a content type', async () => {
    const outcome = await outcomeOf(http((_, response) => response.writeHead(200).end()));
    expect(outcome).toEqual({ kind: 'reply', status: 200, contentType: '', body: new Uint8Array() });
  });

  test('may come in chunks', async () => {
    const outcome = await outcomeOf(
      http((_, response) => {
        response.write('{"a":');
        response.end('1}');
      }),
    );
    expect(outcome.kind === 'reply' && text(outcome.body)).toBe('{"a":1}');
  });

  test('is not decompressed', async () => {
    const packed = gzipSync('{"action":1}');
    const outcome = await outcomeOf(
      http((_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed)),
    );
    expect(outcome).toMatchObject({ kind: 'reply', contentEncoding: 'gzip', body: new Uint8Array(packed) });
  });

  test('that redirects is not followed', async () => {
    const paths: (string | undefined)[] = [];
    const outcome = await outcomeOf(
      http(({ url }, response) => {
        paths.push(url);
        response.writeHead(307, { location: '/elsewhere' }).end();
      }),
    );
    expect(outcome).toMatchObject({ kind: 'reply', status: 307, location: '/elsewhere' });
    expect(paths).toEqual(['/predict']);
  });

  test('holds no secret, neither in its header nor in its body, whatever the chunks', async () => {
    const redactor = redactorOf(new Map([['KEY', 'opensesame']]));
    const answer: RequestListener = (_, response) => {
      const headers = { location: '/?k=opensesame', 'content-type': 'x/opensesame', 'content-encoding': 'opensesame' };
      response.writeHead(307, headers).write('{"a":"opens');
      setImmediate(() => response.end('esame"}'));
    };
    const outcome = await outcomeOf(http(answer, { redactor }));
    expect(outcome).toEqual({
      kind: 'reply',
      status: 307,
      contentType: 'x/[secret KEY]',
      contentEncoding: '[secret KEY]',
      location: '/?k=[secret KEY]',
      body: new Uint8Array(Buffer.from('{"a":"[secret KEY]"}')),
    });
  });

  test('of an error is one, though its connection is reset before its words are whole', async () => {
    const client = raw((socket) => {
      socket.write('HTTP/1.1 400 Bad Request\r\ncontent-length: 100\r\n\r\n{"a":', () =>
        setImmediate(() => socket.resetAndDestroy()),
      );
    });
    expect(await outcomeOf(client)).toMatchObject({ kind: 'reply', status: 400 });
  });

  test('is asked for as it is, not compressed', async () => {
    const outcome = await outcomeOf(http(({ headers }, response) => response.end(headers['accept-encoding'])));
    expect(outcome.kind === 'reply' && text(outcome.body)).toBe('identity');
  });

  test('comes after what is merely information', async () => {
    const client = raw((socket) =>
      socket.write('HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}'),
    );
    expect(await outcomeOf(client)).toMatchObject({ kind: 'reply', status: 200 });
  });

  test('comes below the path of the base, with the headers of the client and of the request', async () => {
    const client = await http(
      ({ url, headers }, response) => response.end(`${url} ${headers['x-a']} ${headers['x-b']}`),
      { headers: { 'x-a': 'client', 'x-b': 'client' } },
      '/models/',
    );
    const { outcome } = await client.send({ ...request, headers: { 'x-b': 'request' } });
    expect(outcome.kind === 'reply' && text(outcome.body)).toBe('/models/predict client request');
  });
});

describe('what is lost', () => {
  test('a body beyond the limit, without reading it all', async () => {
    const outcome = await outcomeOf(http((_, response) => response.end(Buffer.alloc(10 << 20, 'x'))));
    expect(outcome).toMatchObject({ kind: 'lost', reason: 'too-large' });
  });

  test('a header beyond the limit', async () => {
    const client = raw((socket) => socket.write(`HTTP/1.1 200 OK\r\nx-long: ${'x'.repeat(1 << 17)}\r\n\r\n`));
    expect(await outcomeOf(client)).toMatchObject({ kind: 'lost', reason: 'too-large' });
  });

  test('a drip of one byte per 100 ms, at the deadline', async () => {
    const client = raw(
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n');
        const drip = setInterval(() => socket.write('x'), 100);
        socket.on('close', () => clearInterval(drip));
      },
      { deadlineMs: 1_000 },
    );
    const { outcome, sentAt, endedAt } = await (await client).send(request);
    expect(outcome).toEqual({ kind: 'lost', reason: 'deadline', message: 'the body was not whole within 1000 ms' });
    expect(endedAt - sentAt).toBeGreaterThan(200);
  });

  test('a reply that never comes, and its connection with it', async () => {
    const closed = Promise.withResolvers<void>();
    const client = raw((socket) => socket.on('close', () => closed.resolve()), { deadlineMs: 400 });
    expect(await outcomeOf(client)).toEqual({ kind: 'lost', reason: 'deadline', message: 'no reply within 400 ms' });
    await closed.promise;
  });

  test('a request that waits for a connection longer than its deadline, and is then not sent', async () => {
    const arrived: string[] = [];
    const bodied = (body: string): EncodedRequest => ({ ...request, body });
    const [opening, held, waiting, last] = ['{"a":0}', '{"a":1}', '{"a":2}', '{"a":3}'];
    const client = await http(
      (incoming, response) => {
        incoming.on('data', (data) => {
          arrived.push(String(data));
          if (String(data) !== held) response.end('{}');
        });
      },
      { deadlineMs: 1_500, connections: 1 },
    );
    const answered = async (body: string) => {
      while ((await client.send(bodied(body))).outcome.kind !== 'reply');
    };
    // The only connection is open now, and takes the next request at once: their deadlines end in the order of sending.
    await answered(opening);
    const [first, second] = await Promise.all([client.send(bodied(held)), client.send(bodied(waiting))]);
    expect(first.outcome).toMatchObject({ message: 'no reply within 1500 ms' });
    expect(second.outcome).toMatchObject({ reason: 'deadline', message: 'no connection was free within 1500 ms' });
    // What is sent later arrives later.
    await answered(last);
    expect(arrived).not.toContain(waiting);
  });

  test('not a reply that was there in time, but could not be read because this thread was busy', async () => {
    const { url, arrival } = await elsewhere();
    const client = openHttp(url, { connections: 1, deadlineMs: 1_000 });
    disposals.push(() => client.close());
    const sent = client.send(request);
    await arrival();
    compute(1_100);
    expect((await sent).outcome).toMatchObject({ kind: 'reply', status: 200 });
  });

  test('a reset before the reply; the request is not sent again', async () => {
    let arrived = 0;
    const client = await raw((socket) => {
      arrived += 1;
      socket.resetAndDestroy();
    });
    const { outcome } = await client.send(request);
    expect(outcome).toMatchObject({
      kind: 'lost',
      reason: 'connection',
      message: expect.stringContaining('before any reply'),
    });
    await client.send(request);
    expect(arrived).toBe(2);
  });

  test('a close on a connection that had answered; the request is not sent again', async () => {
    let arrived = 0;
    const client = await raw(
      (socket) => {
        arrived += 1;
        if (arrived === 1) socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}');
        else socket.end();
      },
      { connections: 1 },
    );
    await client.send(request);
    const { outcome } = await client.send(request);
    expect(outcome).toMatchObject({
      reason: 'connection',
      message: expect.stringContaining('before any reply, on a connection that had answered before'),
    });
    expect(arrived).toBe(2);
  });

  test('a reset within the body', async () => {
    const client = raw((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"a":', () =>
        setImmediate(() => socket.resetAndDestroy()),
      );
    });
    expect(await outcomeOf(client)).toMatchObject({ kind: 'lost', reason: 'connection' });
  });

  test.each([
    ['keep-alive', 'content-length: 100'],
    ['close', 'content-length: 100'],
    ['keep-alive', 'transfer-encoding: chunked'],
    ['close', 'transfer-encoding: chunked'],
  ])('a body that is cut, with connection: %s and %s', async (connection, framing) => {
    const body = framing.startsWith('content') ? '{"a":' : '64\r\n{"a":';
    const client = raw((socket) =>
      socket.end(`HTTP/1.1 200 OK\r\nconnection: ${connection}\r\n${framing}\r\n\r\n${body}`),
    );
    expect(await outcomeOf(client)).toMatchObject({
      kind: 'lost',
      reason: 'connection',
      message: expect.stringContaining('within the body'),
    });
  });

  test.each([
    ['no HTTP at all', 'hello, I am a database\r\n'],
    ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}'],
    ['a chunk of no size', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n'],
    ['another protocol', 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n'],
  ])('what is no reply: %s', async (_, bytes) => {
    expect(await outcomeOf(raw((socket) => socket.write(bytes)))).toMatchObject({ kind: 'lost', reason: 'protocol' });
  });

  test('a port where nobody listens', async () => {
    const server = createTcpServer();
    const client = await listening(server);
    server.close();
    await once(server, 'close');
    disposals.shift();
    expect((await client.send(request)).outcome).toMatchObject({
      kind: 'lost',
      reason: 'connection',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });

  test('what is in flight when the client is closed', async () => {
    const arrived = Promise.withResolvers<void>();
    const client = await raw(() => arrived.resolve());
    const sent = client.send(request);
    await arrived.promise;
    await client.close();
    expect((await sent).outcome).toMatchObject({ kind: 'lost', reason: 'connection' });
  });
});

describe('a client', () => {
  test('with 16 in flight has every request answered with its own reply', async () => {
    let flying = 0;
    let most = 0;
    const client = await http(
      async (incoming, response) => {
        most = Math.max(most, ++flying);
        const body = await incoming.setEncoding('utf8').toArray();
        setImmediate(() => {
          flying -= 1;
          response.end(body.join(''));
        });
      },
      { connections: 16 },
    );
    let next = 0;
    const worker = async () => {
      for (let number = next++; number < 1_000; number = next++) {
        const { outcome, sentAt, endedAt } = await client.send({ ...request, body: `{"number":${number}}` });
        expect(outcome.kind === 'reply' && text(outcome.body)).toBe(`{"number":${number}}`);
        expect(endedAt).toBeGreaterThanOrEqual(sentAt);
      }
    };
    await Promise.all(Array.from({ length: 16 }, worker));
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(16);
  });

  test('goes on after whatever one reply was', async () => {
    const hostile = ['garbage\r\n', 'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{}', ''];
    const client = await raw(
      (socket) => {
        const bytes = hostile.shift();
        socket.end(bytes ?? 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}');
      },
      { connections: 1 },
    );
    const kinds = [];
    for (let turn = 0; turn < 4; turn++) kinds.push((await client.send(request)).outcome.kind);
    expect(kinds).toEqual(['lost', 'lost', 'lost', 'reply']);
  });

  test('refuses to send what is no HTTP', async () => {
    const client = await http((_, response) => response.end());
    await expect(client.send({ ...request, headers: { 'x-a': 'b\r\nx-c: d' } })).rejects.toMatchObject({
      code: 'REQUEST_CANNOT_BE_SENT',
    });
  });
});
