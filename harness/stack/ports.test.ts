import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { freePort, isFree, loopback } from './ports.ts';

async function listening(host: string, port: number) {
  const server = createServer();
  server.listen({ host, port });
  await once(server, 'listening');
  return server;
}

test('a free port is none that a system gives to whoever connects, or listens on any', async () => {
  for (let times = 0; times < 100; times += 1) {
    const port = await freePort();
    expect(port).toBeGreaterThanOrEqual(20_000);
    expect(port).toBeLessThan(30_000);
  }
});

test.each([loopback, '0.0.0.0'])('a port is free as long as nothing listens on it: %s', async (host) => {
  const port = await freePort();
  expect(await isFree(port)).toBe(true);
  const server = await listening(host, port);
  expect(await isFree(port)).toBe(false);
  server.close();
  await once(server, 'close');
  expect(await isFree(port)).toBe(true);
});
