import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { constants, createServer as createHttp2Server, type ServerHttp2Stream } from 'node:http2';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { status as codes, Metadata } from '@grpc/grpc-js';
import { afterEach, describe, expect, test } from 'vitest';
import { redactorOf } from '../contract/redactor.ts';
import { openGrpc } from './grpc-client.ts';
import type { HttpClient, HttpOptions } from './http.ts';
import type { EncodedRequest } from './protocol.ts';
import { grpcServer } from './testing/grpc-server.ts';

const request: EncodedRequest = {
  method: 'POST',
  path: '/inference.GRPCInferenceService/ModelInfer',
  headers: {},
  body: Buffer.from('asked'),
};

const disposals: (() => unknown)[] = [];
afterEach(async () => {
  for (const dispose of disposals.splice(0).reverse()) await dispose();
});

function client(url: string, more: Partial<HttpOptions> = {}): HttpClient {
  const opened = openGrpc(url, { connections: 4, deadlineMs: 20_000, ...more });
  disposals.push(() => opened.close());
  return opened;
}

async function answering(answer: Parameters<typeof grpcServer>[0][string], more?: Partial<HttpOptions>) {
  const server = await grpcServer({ ModelInfer: answer });
  disposals.push(server.stop);
  return client(server.url, more);
}

/** Anything that listens. */
async function listening(server: Server, more?: Partial<HttpOptions>): Promise<HttpClient> {
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
  return client(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, more);
}

/** A server of HTTP/2 that need not know of gRPC. */
function http2(answer: (stream: ServerHttp2Stream) => void, more?: Partial<HttpOptions>): Promise<HttpClient> {
  const server = createHttp2Server();
  server.on('stream', (stream) => {
    stream.on('error', () => {}).resume();
    answer(stream);
  });
  return listening(server, more);
}

const header = { ':status': 200, 'content-type': 'application/grpc' };

/** A message behind its length, as it goes over the wire. */
function framed(bytes: Uint8Array, length = bytes.length): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(length, 1);
  return Buffer.concat([head, bytes]);
}

/** What comes as a reply, then the status of gRPC. */
function replying(stream: ServerHttp2Stream, body: Uint8Array, trailers: Record<string, string>): void {
  stream.respond(header, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers(trailers));
  stream.end(body);
}

const outcomeOf = async (opened: HttpClient) => (await opened.send(request)).outcome;
const text = (body: Uint8Array) => new TextDecoder().decode(body);

describe('a reply', () => {
  test('is the message as it is, and the headers are sent', async () => {
    const seen: unknown[] = [];
    const opened = await answering(
      ({ request: asked, metadata }, callback) => {
        seen.push(asked.toString(), metadata.get('authorization'), metadata.get('trace-bin'));
        callback(null, Buffer.from([0, 255, 1]));
      },
      { headers: { authorization: 'Bearer 1', 'content-type': 'application/json' } },
    );
    const { outcome, sentAt, endedAt } = await opened.send({ ...request, headers: { 'trace-bin': 'AAH/' } });
    expect(outcome).toEqual({
      kind: 'reply',
      status: 200,
      contentType: 'application/grpc+proto',
      body: Uint8Array.from([0, 255, 1]),
    });
    expect(seen).toEqual(['asked', ['Bearer 1'], [Buffer.from([0, 1, 255])]]);
    expect(endedAt).toBeGreaterThanOrEqual(sentAt);
  });

  test('of another content type keeps it', async () => {
    const opened = await http2((stream) => {
      stream.respond({ ':status': 200, 'content-type': 'text/html' }, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
      stream.end(framed(Buffer.from('x')));
    });
    expect(await outcomeOf(opened)).toMatchObject({ kind: 'reply', status: 200, contentType: 'text/html' });
  });

  test('has no secrets', async () => {
    const opened = await answering((_, callback) => callback(null, Buffer.from('so secret')), {
      redactor: redactorOf(new Map([['TOKEN', 'secret-1234567']])),
    });
    const outcome = await outcomeOf(opened);
    expect(outcome.kind === 'reply' && text(outcome.body)).not.toContain('1234567');
  });

  test.each([
    [codes.INVALID_ARGUMENT, 400],
    [codes.OUT_OF_RANGE, 400],
    [codes.FAILED_PRECONDITION, 400],
    [codes.UNAUTHENTICATED, 401],
    [codes.PERMISSION_DENIED, 403],
    [codes.NOT_FOUND, 404],
    [codes.UNIMPLEMENTED, 404],
    [codes.RESOURCE_EXHAUSTED, 429],
    [codes.INTERNAL, 500],
    [codes.UNKNOWN, 500],
    [codes.DATA_LOSS, 500],
    [codes.UNAVAILABLE, 503],
  ])('with status %i is one with HTTP status %i, and the words of the server', async (code, status) => {
    const opened = await answering((_, callback) => callback({ code, details: 'because' }));
    const outcome = await outcomeOf(opened);
    expect(outcome).toMatchObject({ kind: 'reply', status });
    expect(outcome.kind === 'reply' && text(outcome.body)).toBe(`${codes[code]}: because`);
  });

  test('of trailers alone, without a message, or with one behind headers, is that of the server', async () => {
    const alone = await http2((stream) => {
      stream.respond({ ...header, 'grpc-status': '14' }, { endStream: true });
    });
    expect(await outcomeOf(alone)).toMatchObject({ kind: 'reply', status: 503 });
    const behind = await http2((stream) => replying(stream, Buffer.alloc(0), { 'grpc-status': '13' }));
    const outcome = await outcomeOf(behind);
    expect(outcome).toMatchObject({ kind: 'reply', status: 500 });
    expect(outcome.kind === 'reply' && text(outcome.body)).toBe('INTERNAL');
  });

  test('of a status that gRPC does not have is a failure', async () => {
    const opened = await http2((stream) => replying(stream, Buffer.alloc(0), { 'grpc-status': '99' }));
    expect(await outcomeOf(opened)).toMatchObject({ kind: 'reply', status: 500 });
  });

  test('of a proxy that knows nothing of gRPC has the status of HTTP', async () => {
    const opened = await http2((stream) => {
      stream.respond({ ':status': 502, 'content-type': 'text/html' });
      stream.end('<h1>no</h1>');
    });
    expect(await outcomeOf(opened)).toMatchObject({ kind: 'reply', status: 502 });
  });
});

describe('is lost, and says so', () => {
  test.each<[string, string, (stream: ServerHttp2Stream) => void]>([
    ['no message', 'protocol', (stream) => replying(stream, Buffer.alloc(0), { 'grpc-status': '0' })],
    [
      'half a message',
      'protocol',
      (stream) => replying(stream, framed(Buffer.from('half'), 8), { 'grpc-status': '0' }),
    ],
    ['no status', 'protocol', (stream) => replying(stream, framed(Buffer.from('whole')), {})],
    [
      'no gRPC',
      'protocol',
      (stream) => {
        stream.respond({ ':status': 200, 'content-type': 'text/html' });
        stream.end();
      },
    ],
    [
      'a message beyond the limit',
      'too-large',
      (stream) => replying(stream, framed(Buffer.alloc(0), 2 ** 31), { 'grpc-status': '0' }),
    ],
    ['a stream that is reset', 'connection', (stream) => stream.close(constants.NGHTTP2_INTERNAL_ERROR)],
    ['a connection that breaks', 'connection', (stream) => stream.session?.socket.destroy()],
    [
      'a connection that breaks within the reply',
      'connection',
      (stream) => {
        stream.respond(header);
        stream.write(framed(Buffer.from('half'), 8), () => stream.session?.destroy());
      },
    ],
  ])('%s', async (_, reason, answer) => {
    expect(await outcomeOf(await http2(answer))).toMatchObject({ kind: 'lost', reason });
  });

  test('a message that is larger when it is no longer compressed', async () => {
    const opened = await answering((_, callback) => callback(null, Buffer.alloc(2_000_000), undefined, 0), {
      maximumBytes: 1_000_000,
    });
    expect(await outcomeOf(opened)).toMatchObject({ kind: 'lost', reason: 'too-large' });
  });

  test.each<[string, (stream: ServerHttp2Stream) => void]>([
    ['no reply', () => {}],
    [
      'the reply was not whole',
      (stream) => {
        stream.respond(header);
        stream.write(framed(Buffer.from('half'), 8));
      },
    ],
    [
      'the reply was not whole',
      (stream) =>
        replying(stream, Buffer.concat([framed(Buffer.from('one')), framed(Buffer.from('two'))]), {
          'grpc-status': '0',
        }),
    ],
  ])('%s within the deadline', async (message, answer) => {
    const opened = await http2(answer, { deadlineMs: 200 });
    expect(await outcomeOf(opened)).toEqual({
      kind: 'lost',
      reason: 'deadline',
      message: `${message} within 200 ms`,
    });
  });

  test('a port where nobody listens, at once', async () => {
    const { outcome } = await client('http://127.0.0.1:1').send(request);
    expect(outcome).toMatchObject({ kind: 'lost', reason: 'connection' });
    expect(outcome.kind === 'lost' && outcome.message).toContain('ECONNREFUSED');
  });

  test('a server of HTTP/1 on the port', async () => {
    const opened = await listening(
      createHttpServer((_, response) => response.end('{}')),
      { deadlineMs: 2_000 },
    );
    expect(await outcomeOf(opened)).toMatchObject({ kind: 'lost' });
  });

  test('a server that accepts and says nothing', async () => {
    const opened = await listening(
      createTcpServer(() => {}),
      { deadlineMs: 200 },
    );
    expect(await outcomeOf(opened)).toEqual({
      kind: 'lost',
      reason: 'deadline',
      message: 'no connection within 200 ms',
    });
  });

  test('a call that is in flight when all is closed, and one that waits', async () => {
    let arrived = () => {};
    const arrival = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const opened = await http2(() => arrived(), { connections: 1 });
    const both = [outcomeOf(opened), outcomeOf(opened)];
    await arrival;
    await opened.close();
    expect(await Promise.all(both)).toEqual(
      both.map(() => ({ kind: 'lost', reason: 'connection', message: 'the connection was closed' })),
    );
  });
});

describe('connections', () => {
  test('are as many as there are calls in flight, and never more than asked', async () => {
    const peers = new Set<string>();
    const waiting: (() => void)[] = [];
    let most = 0;
    const server = await grpcServer({
      ModelInfer: (call, callback) => {
        peers.add(call.getPeer());
        waiting.push(() => callback(null, Buffer.from('a')));
        most = Math.max(most, waiting.length);
        if (waiting.length === 2) for (const go of waiting.splice(0)) setImmediate(go);
      },
    });
    disposals.push(server.stop);
    const opened = client(server.url, { connections: 2 });
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => outcomeOf(opened)));
    expect(outcomes.every(({ kind }) => kind === 'reply')).toBe(true);
    expect(most).toBe(2);
    expect(peers.size).toBe(2);
  });

  test('that broke are made anew', async () => {
    let breaks = true;
    const opened = await http2(
      (stream) => {
        if (breaks) stream.session?.socket.destroy();
        else replying(stream, framed(Buffer.from('whole')), { 'grpc-status': '0' });
        breaks = false;
      },
      { connections: 1 },
    );
    expect(await outcomeOf(opened)).toMatchObject({ kind: 'lost' });
    expect(await outcomeOf(opened)).toMatchObject({ kind: 'reply', status: 200 });
  });
});

test('a header that gRPC forbids is a mistake of the stack file, and its value is not told', async () => {
  const { url, stop } = await grpcServer({ ModelInfer: (_, callback) => callback(null, Buffer.from('a')) });
  disposals.push(stop);
  const sending = client(url, { headers: { authorization: 'line\nbreak' } }).send(request);
  await expect(sending).rejects.toMatchObject({ code: 'REQUEST_CANNOT_BE_SENT' });
  await expect(sending).rejects.not.toThrow('break');
});

test('what a server adds to its status is no mistake', async () => {
  const metadata = new Metadata();
  metadata.set('detail', 'more');
  const opened = await answering((_, callback) => callback({ code: codes.INVALID_ARGUMENT, details: 'no', metadata }));
  expect(await outcomeOf(opened)).toMatchObject({ kind: 'reply', status: 400 });
});
