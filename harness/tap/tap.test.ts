import { once } from 'node:events';
import { createServer as createHttpServer, type Server } from 'node:http';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { request } from 'undici';
import { describe, expect, onTestFinished, test } from 'vitest';
import { freePort } from '../stack/ports.ts';
import { openTap } from './tap.ts';
import { TapError } from './tap-error.ts';
import type { TapRule } from './tap-rule.ts';
import { ok, post } from './testing/raw-caller.ts';
import { alwaysAnswering, rawEndpoint } from './testing/raw-endpoint.ts';
import { tapping, text } from './testing/tapping.ts';

describe('what passes', () => {
  test('passes byte by byte, but for the host, and is recorded', async () => {
    const reply = ok('{"action": 3}', 'X-Odd:   spaced \r\nx-odd: twice\r\n');
    const endpoint = await alwaysAnswering(reply);
    const { tap, call, recorded } = await tapping(endpoint.origin);
    const caller = await call();
    caller.send(post('{"features":[1]}', 'X-Request-ID: 7\r\nx-EMPTY:\r\n'));
    await caller.until('{"action": 3}');

    expect(caller.received()).toBe(reply);
    const host = endpoint.origin.slice('http://'.length);
    expect(endpoint.received()).toBe(
      `POST /predict HTTP/1.1\r\nHost: ${host}\r\nX-Request-ID: 7\r\nx-EMPTY: \r\nContent-Length: 16\r\n\r\n{"features":[1]}`,
    );
    const [record] = await recorded(1);
    expect(tap.origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(record).toMatchObject({
      id: 1,
      rule: 'pass',
      did: { kind: 'applied' },
      request: {
        method: 'POST',
        path: '/predict',
        headers: ['Host', 'here', 'X-Request-ID', '7', 'x-EMPTY', '', 'Content-Length', '16'],
        cut: false,
      },
      reply: { status: 200, headers: ['X-Odd', 'spaced', 'x-odd', 'twice', 'Content-Length', '13'], cut: false },
      gone: undefined,
    });
    expect(text(record?.request.body)).toBe('{"features":[1]}');
    expect(text(record?.reply?.body)).toBe('{"action": 3}');
    expect(record?.given).toBe(record?.reply);
    const { arrivedAt, receivedAt, askedAt, repliedAt, endedAt } = record!;
    expect([arrivedAt, receivedAt, askedAt, repliedAt, endedAt]).toEqual([1, 2, 3, 4, 5]);
  });

  test('keeps its chunks, whatever pieces it comes in, and is recorded without them', async () => {
    const reply =
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: x\r\n\r\n3;a=b\r\nabc\r\n2\r\nde\r\n0\r\nx: y\r\n\r\n';
    const endpoint = await rawEndpoint(async (socket, sent) => {
      if (!sent.includes('\r\n0\r\n\r\n')) return;
      for (const byte of reply) {
        socket.write(byte);
        await nextTurn();
      }
    });
    const { call, recorded } = await tapping(endpoint.origin);
    const caller = await call();
    const chunked = 'POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n';
    caller.send(chunked);
    await caller.until('x: y\r\n\r\n');

    expect(caller.received()).toBe(reply);
    expect(endpoint.received()).toContain(chunked.slice(chunked.indexOf('Transfer')));
    const [record] = await recorded(1);
    expect(text(record?.request.body)).toBe('hi');
    expect(text(record?.reply?.body)).toBe('abcde');
  });

  test.each([
    ['HEAD', 'HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n'],
    ['GET', 'HTTP/1.1 204 No Content\r\n\r\n'],
    ['GET', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 400\r\n\r\n'],
    ['GET', 'HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n'],
  ])('%s with a reply without a body leaves the connection to the next call: %j', async (method, reply) => {
    const endpoint = await alwaysAnswering(reply);
    const { call, recorded } = await tapping(endpoint.origin);
    const caller = await call();
    for (const count of [1, 2, 3]) {
      caller.send(`${method} / HTTP/1.1\r\nHost: h\r\n\r\n`);
      await recorded(count);
    }
    await caller.until(reply.repeat(3));
    expect(caller.received()).toBe(reply.repeat(3));
    expect(endpoint.connections()).toBe(1);
  });

  test('is not decompressed', async () => {
    const body = gzipSync('{"action":1}').toString('latin1');
    const reply = `HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    const endpoint = await alwaysAnswering(reply);
    const { call, recorded } = await tapping(endpoint.origin);
    const caller = await call();
    caller.send(post('{}'));
    const [record] = await recorded(1);
    expect(text(record?.reply?.body)).toBe(body);
    await caller.until(body);
  });

  test('comes uncompressed from a server that compresses where it may, so that rules can be applied to it', async () => {
    const server = createCompressingServer('{"action":1}');
    await once(server.listen(0, '127.0.0.1'), 'listening');
    onTestFinished(() => void server.close());
    const { tap, recorded } = await tapping(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, {
      rule: rewrittenTo('{"action":2}'),
    });
    const asked = await fetch(tap.origin, { headers: { 'accept-encoding': 'gzip, br' } });
    expect([asked.headers.get('content-encoding'), await asked.text()]).toEqual([null, '{"action":2}']);
    const [record] = await recorded(1);
    expect(record).toMatchObject({ did: { kind: 'applied' } });
    expect(text(record?.reply?.body)).toBe('{"action":1}');
    expect(record?.request.headers.join(' ')).toContain('gzip, br');
  });

  test('ends with the connection where no length is stated', async () => {
    const endpoint = await rawEndpoint((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\nall of it'));
    const { call, recorded } = await tapping(endpoint.origin);
    const caller = await call();
    caller.send(post('{}'));
    expect(await caller.ended).toBe('ended');
    expect(caller.received()).toBe('HTTP/1.1 200 OK\r\n\r\nall of it');
    expect((await recorded(1))[0]).toMatchObject({ did: { kind: 'applied' }, gone: undefined });
  });

  test('closes where either end says so', async () => {
    const endpoint = await alwaysAnswering(ok('1', 'Connection: close\r\n'));
    const { call } = await tapping(endpoint.origin);
    const caller = await call();
    caller.send(post('{}'));
    expect(await caller.ended).toBe('ended');
    expect(caller.received()).toBe(ok('1', 'Connection: close\r\n'));
  });

  test('leaves out what is meant for one connection only', async () => {
    const endpoint = await alwaysAnswering(ok('1', 'Connection: x-hop, keep-alive\r\nX-Hop: 1\r\nUpgrade: h2c\r\n'));
    const { call } = await tapping(endpoint.origin);
    const caller = await call();
    caller.send(post('{}', 'Connection: Upgrade, X-Mine\r\nUpgrade: websocket\r\nX-Mine: 1\r\nX-Yours: 2\r\n'));
    await caller.until('\r\n\r\n1');
    expect(endpoint.received()).not.toMatch(/upgrade|x-mine/i);
    expect(endpoint.received()).toContain('X-Yours: 2');
    expect(caller.received()).not.toMatch(/x-hop|upgrade/i);
    expect(caller.received()).toContain('Connection: keep-alive');
  });

  test('goes on after "continue", which the tap says itself', async () => {
    const endpoint = await rawEndpoint((socket) => {
      socket.write(`HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n${ok('1')}`);
    });
    const { call } = await tapping(endpoint.origin);
    const caller = await call();
    caller.send('POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n');
    await caller.until('HTTP/1.1 100 Continue\r\n\r\n');
    expect(endpoint.received()).toBe('');
    caller.send('{}');
    await caller.until(ok('1'));
    expect(caller.received()).toBe(
      `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n${ok('1')}`,
    );
  });

  test('stands below the path of the target', async () => {
    const endpoint = await alwaysAnswering(ok('1'));
    const { call } = await tapping(`${endpoint.origin}/models/a/`);
    const caller = await call();
    caller.send('GET /ready?x=1 HTTP/1.1\r\nHost: h\r\n\r\n');
    await caller.until(ok('1'));
    expect(endpoint.received()).toMatch(/^GET \/models\/a\/ready\?x=1 HTTP\/1\.1\r\n/);
  });

  test('is spoken over TLS to a target of https', async () => {
    const endpoint = await rawEndpoint((socket) => socket.end());
    const { call, recorded } = await tapping(endpoint.origin.replace('http:', 'https:'));
    const caller = await call();
    caller.send(post('{}'));
    await caller.ended;
    const handshake = '\x16\x03';
    expect(endpoint.received().slice(0, 2)).toBe(handshake);
    expect((await recorded(1))[0]).toMatchObject({ gone: { who: 'endpoint' }, given: undefined });
  });

  test('many calls at once keep to their own replies', async () => {
    const endpoint = await rawEndpoint((socket, sent) => socket.write(ok(sent.slice(sent.indexOf('\r\n\r\n') + 4))));
    const { tap, recorded } = await tapping(endpoint.origin);
    const replies = await Promise.all(
      Array.from({ length: 200 }, async (_, index) => {
        const { body } = await request(`${tap.origin}/predict`, { method: 'POST', body: `call ${index}` });
        return body.text();
      }),
    );
    expect(replies).toEqual(Array.from({ length: 200 }, (_, index) => `call ${index}`));
    const records = await recorded(200);
    expect(records.map(({ id }) => id).sort((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, i) => i + 1));
    expect(records.every(({ request, reply }) => text(request.body) === text(reply?.body))).toBe(true);
  });

  test('requests that are sent before the reply are answered one after the other', async () => {
    const endpoint = await rawEndpoint((socket, sent) => socket.write(ok(sent.slice(-1))));
    const { call } = await tapping(endpoint.origin);
    const caller = await call();
    caller.send(post('a') + post('b') + post('c'));
    await caller.until(ok('c'));
    expect(caller.received()).toBe(ok('a') + ok('b') + ok('c'));
  });
});

describe('what is too long', () => {
  test('passes, if it is a reply, and is recorded as cut', async () => {
    const body = 'x'.repeat(300_000);
    const endpoint = await alwaysAnswering(ok(body));
    const { call, recorded } = await tapping(endpoint.origin, { maximumBytes: 1_000 });
    const caller = await call();
    caller.send(post('{}'));
    const [record] = await recorded(1);
    expect(record?.reply).toMatchObject({ cut: true });
    expect(record?.reply?.body.length).toBe(1_000);
    await caller.until(body);
    expect(caller.received()).toBe(ok(body));
  });

  test.each([
    ['by its length', post('x'.repeat(1_001))],
    ['by its chunks', `POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n${'x'.repeat(1_001)}`],
  ])('is refused, if it is a request, %s', async (_, request) => {
    const endpoint = await alwaysAnswering(ok('1'));
    const { call, recorded } = await tapping(endpoint.origin, { maximumBytes: 1_000 });
    const caller = await call();
    caller.send(request);
    expect(await caller.ended).toBe('ended');
    expect(caller.received()).toMatch(/^HTTP\/1\.1 413 .*longer than the 1000 bytes/s);
    expect(endpoint.connections()).toBe(0);
    expect((await recorded(1))[0]).toMatchObject({
      rule: '',
      did: { kind: 'refused', status: 413 },
      given: { status: 413 },
      reply: undefined,
    });
  });
});

describe('what is no HTTP', () => {
  test.each([
    [
      'POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      'content-length and a transfer',
    ],
    ['POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx', 'content-length is 1, 2'],
    ['POST / HTTP/1.1\r\nContent-Length: +1\r\n\r\nx', 'content-length is +1'],
    ['POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n', 'transfer-encoding is gzip, chunked'],
    ['POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n', 'size of a chunk'],
    ['POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxy\r\n', 'longer than it states'],
    ['POST / HTTP/1.1\r\nA: 1\r\n folded\r\n\r\n', 'headers'],
    ['POST / HTTP/1.1\r\nA : 1\r\n\r\n', 'headers'],
    ['POST /\r\n\r\n', 'request line'],
    ['POST http://elsewhere/ HTTP/1.1\r\n\r\n', 'not for a path'],
    [`GET /${'x'.repeat(17_000)}`, 'longer than 16 KiB'],
  ])('is refused, and not passed on: %j', async (request, reason) => {
    const endpoint = await alwaysAnswering(ok('1'));
    const { call, recorded } = await tapping(endpoint.origin);
    const caller = await call();
    caller.send(request);
    expect(await caller.ended).toBe('ended');
    expect(caller.received()).toMatch(/^HTTP\/1\.1 400 /);
    expect((await recorded(1))[0]?.did).toMatchObject({ kind: 'refused', reason: expect.stringContaining(reason) });
    expect(endpoint.connections()).toBe(0);
  });

  test.each([
    ['SSH-2.0-x\r\n\r\n', 'status line'],
    ['HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n', 'content-length and a transfer'],
    ['HTTP/1.1 101 Switching Protocols\r\n\r\n', 'changes the protocol'],
  ])('costs the caller its connection, if the endpoint sends it: %j', async (reply, reason) => {
    const endpoint = await alwaysAnswering(reply);
    const { call, recorded } = await tapping(endpoint.origin);
    const caller = await call();
    caller.send(post('{}'));
    expect(await caller.ended).toBe('reset');
    expect((await recorded(1))[0]).toMatchObject({
      given: undefined,
      gone: { who: 'endpoint', reason: expect.stringContaining(reason) },
    });
  });
});

describe('who goes away', () => {
  test('an endpoint that is not there: the connection is reset, and no answer is made up', async () => {
    const { call, recorded } = await tapping(`http://127.0.0.1:${await freePort()}`);
    const caller = await call();
    caller.send(post('{}'));
    expect(await caller.ended).toBe('reset');
    expect(caller.received()).toBe('');
    const [record] = await recorded(1);
    expect(record?.gone).toMatchObject({ who: 'endpoint', reason: expect.stringContaining('ECONNREFUSED') });
  });

  test('an endpoint within its reply, by closing or by a reset: so does the tap', async () => {
    for (const how of ['ended', 'reset'] as const) {
      const endpoint = await rawEndpoint((socket) => {
        const half = `${ok('0123456789').slice(0, -5)}`;
        socket.write(half, () => (how === 'ended' ? socket.end() : socket.resetAndDestroy()));
      });
      const { call, recorded } = await tapping(endpoint.origin);
      const caller = await call();
      caller.send(post('{}'));
      expect(await caller.ended).toBe(how);
      const [record] = await recorded(1);
      expect(record?.gone?.who).toBe('endpoint');
      expect(text(record?.reply?.body)).toBe('01234');
      expect(record?.given).toEqual(record?.reply);
    }
  });

  test('the caller, while the endpoint thinks: its connection goes, too', async () => {
    const { promise: left, resolve } = Promise.withResolvers<void>();
    const endpoint = await rawEndpoint((socket) => void socket.once('close', () => resolve()));
    const { call, recorded } = await tapping(endpoint.origin);
    const caller = await call();
    caller.send(post('{}'));
    await expect.poll(() => endpoint.received()).toContain('{}');
    caller.socket.destroy();
    await left;
    const [record] = await recorded(1);
    expect(record?.gone).toMatchObject({ who: 'caller' });
    expect(record?.gone?.at).toBeGreaterThan(record?.askedAt ?? Number.POSITIVE_INFINITY);
  });

  test('the caller, within its request', async () => {
    const endpoint = await alwaysAnswering(ok('1'));
    const { call, recorded } = await tapping(endpoint.origin);
    const caller = await call();
    caller.send(post('{"features":[1]}').slice(0, -4));
    caller.socket.end();
    expect((await recorded(1))[0]).toMatchObject({ did: { kind: 'incomplete' }, gone: { who: 'caller' } });
    expect(endpoint.connections()).toBe(0);
  });

  test('an endpoint that ends an idle connection ends the idle one of the caller', async () => {
    const endpoint = await rawEndpoint((socket) => {
      socket.write(ok('1'));
      setImmediate(() => socket.end());
    });
    const { call } = await tapping(endpoint.origin);
    const caller = await call();
    caller.send(post('{}'));
    expect(await caller.ended).toBe('ended');
    expect(caller.received()).toBe(ok('1'));
  });

  test('but not where the tap has answered since then: the endpoint is then connected to again', async () => {
    const sockets = new Set<Socket>();
    const endpoint = await rawEndpoint((socket) => {
      sockets.add(socket);
      socket.write(ok(`connection ${sockets.size}`));
    });
    const { tap, call } = await tapping(endpoint.origin);
    const caller = await call();
    caller.send(post('{}'));
    await caller.until('connection 1');
    tap.use(() => ({ kind: 'answer', name: 'forced', status: 200, headers: {}, body: 'forced' }));
    caller.send(post('{}'));
    await caller.until('forced');
    const [first] = sockets;
    first?.end();
    await once(first!, 'close');
    tap.use(() => ({ kind: 'pass' }));
    caller.send(post('{}'));
    await caller.until('connection 2');
  });
});

test('what the caller does not take stays with the endpoint', async () => {
  const body = 'x'.repeat(32 << 20);
  const sockets: Socket[] = [];
  const endpoint = await rawEndpoint((socket, sent) => {
    if (sent.startsWith('POST')) sockets.push(socket);
    socket.write(sent.startsWith('POST') ? ok(body) : ok('1'));
  });
  const { call, recorded } = await tapping(endpoint.origin);
  const [slow, other] = [await call(), await call()];
  slow.socket.pause();
  slow.send(post('{}'));
  for (let count = 1; count <= 20; count += 1) {
    other.send('GET / HTTP/1.1\r\n\r\n');
    await recorded(count);
  }
  expect(sockets[0]?.writableLength).toBeGreaterThan(0);
  slow.socket.resume();
  const records = await recorded(21);
  expect(records.at(-1)).toMatchObject({ reply: { cut: true }, gone: undefined });
  await slow.until(body);
});

describe('a tap', () => {
  test('takes another rule at any time', async () => {
    const endpoint = await alwaysAnswering(ok('1'));
    const { tap, call, recorded } = await tapping(endpoint.origin);
    const caller = await call();
    caller.send(post('{}'));
    await caller.until(ok('1'));
    tap.use(({ id }) => ({ kind: 'answer', name: 'forced', status: 201, headers: { a: 'b' }, body: `call ${id}` }));
    caller.send(post('{}'));
    await caller.until('call 2');
    const [, record] = await recorded(2);
    expect(record).toMatchObject({ rule: 'forced', reply: undefined, askedAt: undefined, given: { status: 201 } });
  });

  test('resets the caller where the rule throws, and says so', async () => {
    const endpoint = await alwaysAnswering(ok('1'));
    const thrown = () => {
      throw new Error('no such case');
    };
    for (const [options, rule] of [
      [{ choose: thrown }, ''],
      [{ rule: { kind: 'rewrite', name: 'r', rewrite: thrown } }, 'r'],
    ] as const) {
      const { call, recorded } = await tapping(endpoint.origin, options);
      const caller = await call();
      caller.send(post('{}'));
      expect(await caller.ended).toBe('reset');
      expect((await recorded(1))[0]).toMatchObject({
        rule,
        did: { kind: 'failed', reason: 'the rule threw: no such case' },
      });
    }
  });

  test('closes with everything that is under way, and can be closed twice', async () => {
    const endpoint = await rawEndpoint(() => {});
    const { tap, call, recorded } = await tapping(endpoint.origin, {
      choose: ({ request }) => ({ kind: request.path === '/stall' ? 'stall' : 'pass' }),
    });
    const [stalled, asked, idle] = [await call(), await call(), await call()];
    stalled.send('GET /stall HTTP/1.1\r\n\r\n');
    asked.send(post('{}'));
    await expect.poll(() => endpoint.received()).toContain('{}');
    await Promise.all([tap.close(), tap.close()]);
    await Promise.all([stalled.ended, asked.ended, idle.ended]);
    const records = await recorded(2);
    expect(records.map(({ gone }) => gone?.who)).toEqual(['tap', 'tap']);
    await expect(call()).rejects.toThrow('ECONNREFUSED');
  });

  test('says what to do where its port is in use, or where it cannot listen, or has no target', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const { port } = other.address() as AddressInfo;
    const open = (options: { target?: string; host?: string; port?: number }) =>
      openTap({ target: 'http://127.0.0.1:1', clock: () => 0, record: () => {}, ...options });

    await expect(open({ port })).rejects.toThrow(TapError);
    await expect(open({ port })).rejects.toMatchObject({
      code: 'TAP_PORT_IN_USE',
      problem: `the tap cannot listen on 127.0.0.1:${port}: something else does`,
      remedy: expect.stringContaining(`${port}`),
    });
    await expect(open({ host: '192.0.2.1' })).rejects.toMatchObject({ code: 'TAP_CANNOT_LISTEN' });
    await expect(open({ target: 'ftp://x' })).rejects.toMatchObject({ code: 'TAP_TARGET_INVALID' });
  });
});

/** Answers with this body, by gzip where the caller takes that. */
function createCompressingServer(body: string): Server {
  return createHttpServer(({ headers }, response) => {
    const compresses = headers['accept-encoding']?.includes('gzip');
    response.writeHead(200, { 'content-type': 'application/json', ...(compresses && { 'content-encoding': 'gzip' }) });
    response.end(compresses ? gzipSync(body) : body);
  });
}

function rewrittenTo(body: string): TapRule {
  return {
    kind: 'rewrite',
    name: 'another action',
    rewrite: (reply) =>
      text(reply.body)?.startsWith('{')
        ? { kind: 'body', body: Buffer.from(body) }
        : { kind: 'unfit', reason: 'it is no JSON' },
  };
}
